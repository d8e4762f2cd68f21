// SPDX-License-Identifier: MIT
//
// The jump as a class, with the addresses of several parts in a table, as in
// firmware that runs on all of them.
#include "tests/tools/lint/jump.h"

namespace {

struct Part {
    uint32_t rom;
    void (*note)();
};

class Bootloader {
public:
    explicit Bootloader(uint32_t base) : base_(base) {}
    [[noreturn]] void enter() const
    {
        const auto *words = reinterpret_cast<const volatile uint32_t *>(base_);
        const auto go = reinterpret_cast<void (*)()>(words[1]);
        set_msp(words[0]);
        go();
        for (;;)
            ;
    }

private:
    uint32_t base_;
};

} // namespace

int main()
{
    if (R32(0x20000100) == 0xB007)
        Bootloader(ROM).enter();
    for (;;)
        ;
}
