# Toolchain: clang and lld for Cortex-M (Debian: clang, lld); no ARM package.
# CFLAGS and LDFLAGS in the environment are the host's.
unset(ENV{CFLAGS})
unset(ENV{ASMFLAGS})
unset(ENV{LDFLAGS})
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR armv6-m)
set(CMAKE_C_COMPILER clang)
set(CMAKE_ASM_COMPILER clang)
set(CMAKE_C_COMPILER_TARGET thumbv6m-none-eabi)
set(CMAKE_ASM_COMPILER_TARGET thumbv6m-none-eabi)
set(CMAKE_OBJCOPY llvm-objcopy CACHE FILEPATH "")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
# clang's bare-metal driver cannot link what -flto makes; lld itself can.
set(CMAKE_C_LINK_EXECUTABLE
    "ld.lld <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>")
set(BOOT0_RUNTIME none)
