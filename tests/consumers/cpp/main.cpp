/* SPDX-License-Identifier: MIT
 *
 * The header in C++98 and later: the answers of the library beside the request.
 */
#include "boot0.h"

namespace {

class Button {
public:
    explicit Button(unsigned pin) : mask(1u << pin)
    {
        volatile uint32_t *clocks = reinterpret_cast<uint32_t *>(0x4002102C);
        volatile uint32_t *mode = reinterpret_cast<uint32_t *>(0x50000800);
        *clocks = *clocks | 1u << 2;
        (void)*clocks;
        *mode = *mode & ~(3u << (2 * pin));
    }

    bool pressed() const
    {
        return !(*reinterpret_cast<volatile uint32_t *>(0x50000810) & mask);
    }

private:
    uint32_t mask;
};

bool possible()
{
    return boot0_outcome() != BOOT0_REFUSED_ID &&
           boot0_rom().outcome == BOOT0_ENTERED;
}

} // namespace

int main()
{
    const Button user(13);
    while (!user.pressed() || !possible())
        ;
    boot0_request();
}
