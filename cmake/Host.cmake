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
find_package(PkgConfig REQUIRED)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
