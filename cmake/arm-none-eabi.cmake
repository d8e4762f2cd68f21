# Toolchain: GCC for Cortex-M (Debian: gcc-arm-none-eabi; newlib not needed).
# CFLAGS and LDFLAGS in the environment are the host's.
unset(ENV{CFLAGS})
unset(ENV{ASMFLAGS})
unset(ENV{LDFLAGS})
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR armv6-m)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_OBJCOPY arm-none-eabi-objcopy CACHE FILEPATH "")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(BOOT0_RUNTIME gcc)
