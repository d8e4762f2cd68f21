# Installs the firmware library: its source files, the CMake package that finds
# them, and softboot0.pc. All of it is found by where it lies, so that PREFIX
# and DESTDIR may be anything.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_DATADIR}/cmake/softboot0)
install(DIRECTORY src/ DESTINATION ${CMAKE_INSTALL_DATADIR}/softboot0/src
    COMPONENT library PATTERN CMakeLists.txt EXCLUDE)

# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/softboot0-config-version.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES cmake/softboot0-config.cmake
    ${PROJECT_BINARY_DIR}/softboot0-config-version.cmake
    DESTINATION ${package} COMPONENT library)

configure_file(cmake/softboot0.pc.in ${PROJECT_BINARY_DIR}/softboot0.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/softboot0.pc
    DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig COMPONENT library)
