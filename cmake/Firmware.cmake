# Debug information names the installed sources (Images.cmake).
if(BOOT0_SOURCE_PREFIX)
    set(BOOT0_PREFIX_MAP
        -ffile-prefix-map=${PROJECT_BINARY_DIR}=${BOOT0_SOURCE_PREFIX}
        -ffile-prefix-map=${PROJECT_SOURCE_DIR}=${BOOT0_SOURCE_PREFIX})
endif()

# The families, and the flags of their processor. The first one is meant where
# none is named. Each but the first has a macro, as STM32F4, for sources that
# serve several (firmware/vectors.h).
set(BOOT0_FAMILIES stm32l0 stm32f4 stm32l4)
set(BOOT0_FLAGS_stm32l0 -mcpu=cortex-m0plus -mthumb)
set(BOOT0_FLAGS_stm32f4 -mcpu=cortex-m4 -mfloat-abi=soft -mthumb -DSTM32F4)
set(BOOT0_FLAGS_stm32l4 -mcpu=cortex-m4 -mfloat-abi=soft -mthumb -DSTM32L4)

# How every ARM source is compiled; later OPTIONS override -Os.
function(boot0_compile target family)
    target_include_directories(${target} PRIVATE
        ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/src)
    target_compile_options(${target} PRIVATE ${BOOT0_FLAGS_${family}}
        -ffreestanding -ffunction-sections -fdata-sections -g ${BOOT0_PREFIX_MAP}
        ${BOOT0_WARNINGS} -Os ${ARGN})
endfunction()

# boot0_image(NAME SOURCES ... LINKER FILE [FAMILY NAME] [OPTIONS ...] [LIBRARY])
# One ARM image, build/firmware/NAME.elf. LIBRARY compiles the firmware library
# (src/) into it with the same options, as a user's project would.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${BOOT0_IMAGE_DIR})

# Binutils before 2.39 have neither the warning nor the option against it.
if(BOOT0_RUNTIME STREQUAL "gcc")
    execute_process(COMMAND ${CMAKE_C_COMPILER} -Wl,--help
        OUTPUT_VARIABLE linker_help ERROR_QUIET)
    if(linker_help MATCHES "--no-warn-rwx-segments")
        set(boot0_rwx LINKER:--no-warn-rwx-segments)
    endif()
endif()

function(boot0_image name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "LIBRARY" "LINKER;FAMILY"
        "SOURCES;OPTIONS")
    if(NOT arg_FAMILY)
        list(GET BOOT0_FAMILIES 0 arg_FAMILY)
    endif()
    set(sources ${arg_SOURCES})
    if(arg_LIBRARY)
        list(APPEND sources
            ${PROJECT_SOURCE_DIR}/src/${arg_FAMILY}/boot0_reset.S)
    endif()
    get_filename_component(linker_directory ${arg_LINKER} DIRECTORY)
    add_executable(${name} ${sources})
    set_target_properties(${name} PROPERTIES SUFFIX .elf LINKER_LANGUAGE C
        LINK_DEPENDS ${arg_LINKER})
    boot0_compile(${name} ${arg_FAMILY} ${arg_OPTIONS})
    set(link -T${arg_LINKER} -L${linker_directory})
    if(BOOT0_RUNTIME STREQUAL "gcc")
        target_link_libraries(${name} PRIVATE gcc)
        list(APPEND link
            LINKER:--gc-sections,--fatal-warnings ${boot0_rwx}
            ${BOOT0_FLAGS_${arg_FAMILY}} ${arg_OPTIONS} -nostdlib -static)
    else()
        list(APPEND link --gc-sections)
    endif()
    target_link_options(${name} PRIVATE ${link})
endfunction()

# A copy of an image as boot0 embeds it: without debug information.
function(boot0_embedded name)
    set(folder ${BOOT0_IMAGE_DIR}/embedded)
    file(MAKE_DIRECTORY ${folder})
    add_custom_command(TARGET ${name} POST_BUILD
        COMMAND ${CMAKE_OBJCOPY} --strip-debug $<TARGET_FILE:${name}>
            ${folder}/${name}.elf
        BYPRODUCTS ${folder}/${name}.elf
        VERBATIM)
endfunction()
