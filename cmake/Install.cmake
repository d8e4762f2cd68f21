# What `cmake --install` puts where, beside the firmware library
# (Library.cmake): boot0 and its libraries for other programs, manual pages, completion for
# the shells, ARM images, examples as source, docs. Nothing knows the prefix:
# boot0 finds its library by where boot0 itself is.
include(GNUInstallDirs)
set(data ${CMAKE_INSTALL_DATADIR}/softboot0)
set(BOOT0_ZSH_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
    "Where zsh looks for the completion of commands")

install(TARGETS boot0 RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS boot0-usb boot0-tty
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/softboot0)

set(manual ${PROJECT_BINARY_DIR}/manual)
install(DIRECTORY ${manual}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${manual}/bash/boot0
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${manual}/zsh/_boot0 DESTINATION ${BOOT0_ZSH_DIR})
install(FILES ${manual}/fish/boot0.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# The images of the ARM build. Without debug information, which names the
# folder of this build, unless BOOT0_SOURCE_PREFIX names another one.
set(released ${PROJECT_BINARY_DIR}/released)
set(release)
foreach(name rom-v4.0 rom-v4.1 rom-v11.1 rom-v11.2)
    list(APPEND release ${name}.bin)
endforeach()
foreach(name ${BOOT0_RESIDENTS} probe probe-stm32l4)
    list(APPEND release ${name}.elf ${name}.hex ${name}.bin)
endforeach()
foreach(name nucleo-l073rz nucleo-l073rz-v2 original-once)
    list(APPEND release ${name}.elf)
endforeach()
foreach(name ${release})
    list(APPEND released_images ${released}/${name})
    set(copy ${CMAKE_COMMAND} -E copy ${BOOT0_IMAGE_DIR}/${name}
        ${released}/${name})
    if(name MATCHES "elf$" AND NOT BOOT0_SOURCE_PREFIX)
        find_program(BOOT0_OBJCOPY NAMES arm-none-eabi-objcopy llvm-objcopy
            REQUIRED)
        set(copy ${BOOT0_OBJCOPY} --strip-debug ${BOOT0_IMAGE_DIR}/${name}
            ${released}/${name})
    endif()
    add_custom_command(OUTPUT ${released}/${name}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${released}
        COMMAND ${copy}
        DEPENDS images ${BOOT0_IMAGE_DIR}/${name}
        VERBATIM)
endforeach()
add_custom_target(released ALL DEPENDS ${released_images})
install(FILES ${released_images} DESTINATION ${data}/images)

# Includes of the examples are qualified from the root, which is ${data}.
install(DIRECTORY examples/blackpill-f411ce examples/demo
    examples/nucleo-f401re examples/nucleo-l073rz examples/nucleo-l432kc
    examples/nucleo-l476rg examples/original examples/probe examples/usb
    DESTINATION ${data}/examples PATTERN CMakeLists.txt EXCLUDE)
install(DIRECTORY firmware DESTINATION ${data})

install(FILES README.md CHANGELOG.md SECURITY.md LICENSE
    DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
