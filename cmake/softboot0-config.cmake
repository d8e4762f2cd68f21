# The firmware library for other CMake projects, CMake 3.18 or later: what
# find_package(softboot0), FetchContent and add_subdirectory of the checkout
# have in common. The file works where it lies: in the checkout beside src/, or
# installed in share/cmake/softboot0.
#
#   project(app LANGUAGES C ASM)
#   target_link_libraries(app PRIVATE softboot0::boot0)
#   softboot0_patch(TARGET app)
#
# softboot0::boot0 is compiled into what links it: link it to the executable
# alone. It has a source for each family; those of other families are empty
# (src/boot0_family.h). Settings (docs/integration.md, section 5) are properties
# of the executable or, for all of them, variables that are set before this file
# is read: BOOT0_NEXT, BOOT0_SP, BOOT0_MAILBOX, BOOT0_NOTED, BOOT0_ENTRIES with a
# value; BOOT0_MAILBOX_RTC, BOOT0_ALLOW_RDP1, BOOT0_ONLY_USB, BOOT0_ONLY_USART1,
# BOOT0_ONLY_USART2 with ON.

# Without the language CMake leaves the source files out and says nothing.
get_property(_softboot0_languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if(NOT "ASM" IN_LIST _softboot0_languages)
    message(FATAL_ERROR "softboot0: its source is assembly, but the language "
        "ASM is not enabled; write project(... LANGUAGES C ASM), before "
        "softboot0 is looked for")
endif()

get_filename_component(_softboot0_src "${CMAKE_CURRENT_LIST_DIR}/../src"
    ABSOLUTE)
get_filename_component(_softboot0_tools "${CMAKE_CURRENT_LIST_DIR}/../build"
    ABSOLUTE)
if(NOT EXISTS "${_softboot0_src}/boot0.h")
    get_filename_component(_softboot0_src
        "${CMAKE_CURRENT_LIST_DIR}/../../softboot0/src" ABSOLUTE)
    get_filename_component(_softboot0_tools
        "${CMAKE_CURRENT_LIST_DIR}/../../../bin" ABSOLUTE)
endif()

# The command runs on the host, where the toolchain file does not look.
find_program(BOOT0_COMMAND boot0 HINTS "${_softboot0_tools}"
    NO_CMAKE_FIND_ROOT_PATH
    DOC "The command boot0 of softboot0, for softboot0_patch()")

# Each setting is the target's property if that is set, else the variable.
function(_softboot0_define name is_flag)
    set(property "$<TARGET_PROPERTY:${name}>")
    set(value "$<IF:$<STREQUAL:${property},>,${${name}},${property}>")
    if(is_flag)
        set(given "$<BOOL:${value}>")
        set(definition "${name}")
    else()
        set(given "$<NOT:$<STREQUAL:${value},>>")
        set(definition "${name}=${value}")
    endif()
    target_compile_definitions(softboot0::boot0 INTERFACE
        "$<$<AND:$<COMPILE_LANGUAGE:ASM>,${given}>:${definition}>")
endfunction()

if(NOT TARGET softboot0::boot0)
    add_library(softboot0::boot0 INTERFACE IMPORTED GLOBAL)
    target_sources(softboot0::boot0 INTERFACE
        "${_softboot0_src}/stm32l0/boot0_reset.S"
        "${_softboot0_src}/stm32f4/boot0_reset.S"
        "${_softboot0_src}/stm32l4/boot0_reset.S")
    target_include_directories(softboot0::boot0 INTERFACE "${_softboot0_src}")
    foreach(_softboot0_name BOOT0_NEXT BOOT0_SP BOOT0_MAILBOX BOOT0_NOTED
            BOOT0_ENTRIES)
        _softboot0_define(${_softboot0_name} FALSE)
    endforeach()
    foreach(_softboot0_name BOOT0_MAILBOX_RTC BOOT0_ALLOW_RDP1 BOOT0_ONLY_USB
            BOOT0_ONLY_USART1 BOOT0_ONLY_USART2)
        _softboot0_define(${_softboot0_name} TRUE)
    endforeach()
endif()

function(_softboot0_reject function what)
    if(what)
        message(FATAL_ERROR "${function}: unknown argument ${what}")
    endif()
endfunction()

# softboot0_patch(TARGET app [OUTPUT FILE...] [HEAD invalid|keep] [PART part]
#     [RESIDENT FILE|TARGET|ADDRESS] [IMAGE_VERSION N] [JOIN])
#
# Runs `boot0 patch` after each link of TARGET, which is of this directory.
# OUTPUT, .elf, .hex or .bin, is app-boot0.elf in the binary directory unless
# said otherwise. With RESIDENT: the application behind a resident
# (docs/resident.md), with JOIN in one image with it.
function(softboot0_patch)
    cmake_parse_arguments(arg "JOIN"
        "TARGET;HEAD;PART;RESIDENT;IMAGE_VERSION" "OUTPUT" ${ARGN})
    _softboot0_reject(softboot0_patch "${arg_UNPARSED_ARGUMENTS}")
    if(NOT TARGET "${arg_TARGET}")
        message(FATAL_ERROR "softboot0_patch: TARGET '${arg_TARGET}' is no "
            "target")
    endif()
    if(NOT BOOT0_COMMAND)
        message(FATAL_ERROR "softboot0_patch: the command boot0 was not found; "
            "build or install it, and give -DBOOT0_COMMAND=/path/to/boot0")
    endif()
    set(options)
    foreach(option HEAD PART RESIDENT IMAGE_VERSION)
        if(DEFINED arg_${option})
            string(TOLOWER "--${option}" word)
            string(REPLACE "_" "-" word "${word}")
            if(option STREQUAL "RESIDENT" AND TARGET "${arg_RESIDENT}")
                add_dependencies(${arg_TARGET} ${arg_RESIDENT})
                set(arg_RESIDENT "$<TARGET_FILE:${arg_RESIDENT}>")
            endif()
            list(APPEND options "${word}" "${arg_${option}}")
        endif()
    endforeach()
    if(arg_JOIN)
        list(APPEND options --join)
    endif()
    if(NOT arg_OUTPUT)
        set(arg_OUTPUT ${arg_TARGET}-boot0.elf)
    endif()
    foreach(output IN LISTS arg_OUTPUT)
        get_filename_component(output "${output}" ABSOLUTE
            BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
        add_custom_command(TARGET ${arg_TARGET} POST_BUILD
            COMMAND "${BOOT0_COMMAND}" patch ${options}
                "$<TARGET_FILE:${arg_TARGET}>" -o "${output}"
            BYPRODUCTS "${output}" VERBATIM)
    endforeach()
endfunction()

# softboot0_resident(NAME [FAMILY stm32l0|stm32f4|stm32l4]
#     [DEFINITIONS BOOT0_CHECK_HEAD BOOT0_LED=PB3 ...])
#
# Adds the executable NAME, the resident of the family (default: stm32l0), with
# the settings of docs/resident.md, section 6, as DEFINITIONS. The linker options of the whole project must not
# name a linker script: the resident has its own.
function(softboot0_resident name)
    cmake_parse_arguments(arg "" "FAMILY" "DEFINITIONS" ${ARGN})
    _softboot0_reject(softboot0_resident "${arg_UNPARSED_ARGUMENTS}")
    if(NOT arg_FAMILY)
        set(arg_FAMILY stm32l0)
    endif()
    set(end_stm32l0 0x20004FF8 0x20004FFC)
    set(end_stm32f4 0x2000FFF8 0x2000FFFC)
    set(end_stm32l4 0x2000BFF8 0x2000BFFC)
    if(NOT DEFINED end_${arg_FAMILY})
        message(FATAL_ERROR "softboot0_resident: FAMILY '${arg_FAMILY}' is "
            "none of stm32l0, stm32f4 and stm32l4")
    endif()
    list(GET end_${arg_FAMILY} 0 sp)
    list(GET end_${arg_FAMILY} 1 noted)
    if(arg_FAMILY STREQUAL "stm32l4")
        list(APPEND arg_DEFINITIONS STM32L4)
    endif()
    get_target_property(src softboot0::boot0 INTERFACE_INCLUDE_DIRECTORIES)
    add_executable(${name} "${src}/resident/resident.S"
        "${src}/resident/resident_judge.S"
        "${src}/resident/resident_judge_armv7m.S")
    set_target_properties(${name} PROPERTIES SUFFIX .elf LINKER_LANGUAGE ASM
        LINK_DEPENDS "${src}/resident/resident.ld"
        BOOT0_NEXT resident_start BOOT0_SP ${sp} BOOT0_NOTED ${noted})
    target_compile_definitions(${name} PRIVATE BOOT0_IN_RESIDENT
        ${arg_DEFINITIONS})
    target_include_directories(${name} PRIVATE "${src}/..")
    target_link_libraries(${name} PRIVATE softboot0::boot0)
    target_link_options(${name} PRIVATE -nostdlib
        "-T${src}/resident/resident.ld")
endfunction()
