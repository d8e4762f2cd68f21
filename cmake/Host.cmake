# Host build; -DBOOT0_SANITIZE=ON adds ASan and UBSan.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
option(BOOT0_TESTS "Build the tests, and the ARM images with clang too" OFF)
option(BOOT0_SANITIZE "AddressSanitizer and UBSan" OFF)
add_compile_options(${BOOT0_WARNINGS})
if(BOOT0_SANITIZE)
    add_compile_options(-fsanitize=address,undefined
        -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address,undefined)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(boot0_live ON)
else()
    set(boot0_live OFF)
endif()
option(BOOT0_LIVE "run, demo and flash: ptys, sockets, ports" ${boot0_live})
if(BOOT0_TESTS AND NOT BOOT0_LIVE)
    message(FATAL_ERROR "BOOT0_TESTS needs BOOT0_LIVE, which is for Linux")
endif()
if(WIN32) # one file, without a DLL beside it
    set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
# The same bytes in every folder; a developer's debugger wants the real one.
add_compile_options(-fmacro-prefix-map=${PROJECT_SOURCE_DIR}=.)
if(NOT BOOT0_TESTS)
    add_compile_options(-ffile-prefix-map=${PROJECT_BINARY_DIR}=./build
        -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
endif()
find_package(PkgConfig REQUIRED)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

# What POSIX has and MinGW lacks stands in front of every file.
if(WIN32)
    set(windows ${PROJECT_SOURCE_DIR}/tools/host/windows)
    # Formats are those of C99, but GCC takes "printf" for that of Windows.
    add_compile_definitions(__USE_MINGW_ANSI_STDIO=1)
    add_compile_options(-Wno-format -Wno-format-extra-args)
    add_library(windows STATIC ${windows}/fnmatch.c ${windows}/posix.c)
    target_include_directories(windows PRIVATE ${PROJECT_SOURCE_DIR}
        INTERFACE ${windows})
    target_compile_options(windows INTERFACE
        "$<$<COMPILE_LANGUAGE:C>:SHELL:-include ${windows}/posix.h>")
endif()
