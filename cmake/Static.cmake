# BOOT0_STATIC: one file without shared libraries that runs on any Linux of its
# processor (scripts/static, docs/install.md). What no package has as a static
# library is compiled: cJSON from BOOT0_CJSON_SOURCE, its source package
# unpacked, and of libudev what libusb calls (tools/host/udev_sysfs.c).
option(BOOT0_STATIC "Link boot0 without shared libraries" OFF)
set(BOOT0_CJSON_SOURCE "" CACHE PATH "Folder of cJSON.c, for BOOT0_STATIC")

if(NOT BOOT0_STATIC)
    set(BOOT0_CJSON PkgConfig::CJSON)
    return()
endif()
if(NOT EXISTS ${BOOT0_CJSON_SOURCE}/cJSON.c)
    message(FATAL_ERROR "BOOT0_STATIC needs -DBOOT0_CJSON_SOURCE=FOLDER with "
        "cJSON.c in it; scripts/static gets it")
endif()
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(CMAKE_EXE_LINKER_FLAGS "${CMAKE_EXE_LINKER_FLAGS} -static")
# What nothing calls is left out: the file has a limit (scripts/static).
add_compile_options(-ffunction-sections -fdata-sections)
add_link_options(LINKER:--gc-sections)
add_library(boot0-cjson STATIC ${BOOT0_CJSON_SOURCE}/cJSON.c)
target_compile_options(boot0-cjson PRIVATE -w)
set(BOOT0_CJSON boot0-cjson)
set(BOOT0_ELFUTILS_NEEDS elf bz2 lzma z pthread)
