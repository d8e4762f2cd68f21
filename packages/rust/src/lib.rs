// SPDX-License-Identifier: MIT
//! The BOOT0 pin of an STM32L07x or L08x, in software: `request()` resets the
//! part into ST's ROM bootloader. Run `boot0 patch` on what Cargo links.
#![no_std]

/// How the last request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No request since power-on.
    None,
    /// The ROM was started to stay; a reset ended it.
    Entered,
    /// The ROM came back without a reset (Go, leave).
    Returned,
    /// Another reset came before the ROM was entered.
    Interrupted,
    /// A ROM, or a flash size, that the library does not know.
    RefusedId,
    /// The ROM would start the other bank.
    RefusedBank2,
    /// Readout protection.
    RefusedRdp,
    /// Of `request_erase()` alone.
    RefusedErase,
}

impl Outcome {
    fn from_number(number: u32) -> Outcome {
        match number {
            1 => Outcome::Entered,
            2 => Outcome::Returned,
            3 => Outcome::Interrupted,
            4 => Outcome::RefusedId,
            5 => Outcome::RefusedBank2,
            6 => Outcome::RefusedRdp,
            7 => Outcome::RefusedErase,
            _ => Outcome::None,
        }
    }
}

/// The ROM of this part, and how a request made now would end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rom {
    /// 0x41 is V4.1, 0xB2 is V11.2.
    pub id: u8,
    /// `Outcome::Entered`, or why not.
    pub outcome: Outcome,
}

mod c {
    #[repr(C)]
    pub struct Rom {
        pub id: u8,
        pub outcome: u8,
    }

    extern "C" {
        pub fn boot0_request() -> !;
        pub fn boot0_request_erase() -> !;
        // GCC makes the enum one byte; the function fills the whole register.
        pub fn boot0_outcome() -> u32;
        pub fn boot0_rom() -> Rom;
    }
}

/// Asks for the ROM bootloader and resets the chip. Privileged, from any
/// context.
pub fn request() -> ! {
    unsafe { c::boot0_request() }
}

/// With BFB2=1: erases the first page of the running bank and resets.
///
/// # Safety
/// The application is gone afterwards (boot0.h has the conditions).
pub unsafe fn request_erase() -> ! {
    c::boot0_request_erase()
}

/// How the last request ended.
pub fn outcome() -> Outcome {
    Outcome::from_number(unsafe { c::boot0_outcome() })
}

/// The ROM's id byte, and how a request made now would end.
pub fn rom() -> Rom {
    let rom = unsafe { c::boot0_rom() };
    Rom {
        id: rom.id,
        outcome: Outcome::from_number(rom.outcome.into()),
    }
}
