# boot0_image(NAME SOURCES ... LINKER FILE [OPTIONS ...] [INCLUDES ...]
#             [LINK_OPTIONS ...] [LIBRARY])
# One ARM image, build/firmware/NAME.elf. LIBRARY compiles the firmware library
# (src/) into it with the same options, as a user's project would.
# Default optimisation is -Os; OPTIONS may override it.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${BOOT0_IMAGE_DIR})
set(BOOT0_LIBRARY_SOURCES ${PROJECT_SOURCE_DIR}/src/boot0_reset.S)

function(boot0_image name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "LIBRARY" "LINKER"
        "SOURCES;OPTIONS;INCLUDES;LINK_OPTIONS")
    set(sources ${arg_SOURCES})
    if(arg_LIBRARY)
        list(APPEND sources ${BOOT0_LIBRARY_SOURCES})
    endif()
    get_filename_component(linker_directory ${arg_LINKER} DIRECTORY)
    add_executable(${name} ${sources})
    set_target_properties(${name} PROPERTIES SUFFIX .elf
        LINK_DEPENDS ${arg_LINKER})
    target_include_directories(${name} PRIVATE
        ${PROJECT_SOURCE_DIR}/src ${arg_INCLUDES})
    target_compile_options(${name} PRIVATE ${BOOT0_TARGET_FLAGS}
        -ffreestanding -ffunction-sections -fdata-sections -g
        -Wall -Wextra -Werror -Os ${arg_OPTIONS})
    target_link_options(${name} PRIVATE ${BOOT0_LINK_FLAGS} ${arg_OPTIONS}
        -nostdlib -static -Wl,--gc-sections -Wl,-T,${arg_LINKER}
        -L${linker_directory} ${arg_LINK_OPTIONS})
    if(BOOT0_RUNTIME STREQUAL "gcc")
        target_link_libraries(${name} PRIVATE gcc)
        target_link_options(${name} PRIVATE -Wl,--fatal-warnings
            -Wl,--no-warn-rwx-segments)
    endif()
endfunction()
