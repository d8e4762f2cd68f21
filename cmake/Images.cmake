# The ARM images, built by the same tree with a toolchain file. Every image is
# ${BOOT0_IMAGE_DIR}/NAME.elf; clang's are in its clang/ folder. A second host
# build (sanitizers) points BOOT0_IMAGE_DIR at the first one's images.
include(ExternalProject)
option(BOOT0_BUILD_IMAGES "Build the ARM images in this build tree" ON)
set(BOOT0_IMAGE_DIR ${PROJECT_BINARY_DIR}/firmware CACHE PATH "ARM images")

set(BOOT0_SOURCE_PREFIX "" CACHE STRING
    "Folder that the images' debug information names, in place of this one")

function(boot0_images target toolchain directory)
    ExternalProject_Add(${target}
        SOURCE_DIR ${PROJECT_SOURCE_DIR}
        BINARY_DIR ${PROJECT_BINARY_DIR}/${target}
        CMAKE_ARGS
            -DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/cmake/${toolchain}
            -DBOOT0_IMAGE_DIR=${directory}
            -DBOOT0_SOURCE_PREFIX=${BOOT0_SOURCE_PREFIX}
            -DBOOT0_WERROR=${BOOT0_WERROR}
        BUILD_ALWAYS ON
        BUILD_BYPRODUCTS ${ARGN}
        INSTALL_COMMAND "")
endfunction()

set(BOOT0_ROM_IMAGES)
foreach(rom v4.0 v4.1 v11.1 v11.2
        stm32f4-v3.1 stm32f4-v9.1 stm32f4-v13.0 stm32f4-v13.1
        stm32l4-v10.1 stm32l4-v10.3 stm32l4-v9.2
        stm32l4-v9.3 stm32l4-v9.1-ff stm32l4-v9.1-10)
    list(APPEND BOOT0_ROM_IMAGES ${BOOT0_IMAGE_DIR}/rom-${rom}.bin)
endforeach()
set(BOOT0_DEMO_IMAGES)
foreach(board nucleo-l073rz nucleo-f401re blackpill-f411ce nucleo-l476rg)
    list(APPEND BOOT0_DEMO_IMAGES ${BOOT0_IMAGE_DIR}/${board}.elf
        ${BOOT0_IMAGE_DIR}/${board}-v2.elf)
endforeach()
foreach(original once f4 l4)
    list(APPEND BOOT0_DEMO_IMAGES ${BOOT0_IMAGE_DIR}/original-${original}.elf)
endforeach()
# They are embedded without debug information, which names folders.
set(BOOT0_EMBEDDED_IMAGES)
foreach(image ${BOOT0_DEMO_IMAGES})
    get_filename_component(name ${image} NAME)
    list(APPEND BOOT0_EMBEDDED_IMAGES ${BOOT0_IMAGE_DIR}/embedded/${name})
endforeach()
set(BOOT0_RESIDENTS)
foreach(name resident resident-stm32f4 resident-stm32l4)
    list(APPEND BOOT0_RESIDENTS ${name} ${name}-head)
endforeach()
set(BOOT0_RESIDENT_IMAGES)
foreach(name ${BOOT0_RESIDENTS})
    list(APPEND BOOT0_RESIDENT_IMAGES ${BOOT0_IMAGE_DIR}/${name}.elf)
endforeach()
foreach(board nucleo-l073rz nucleo-f401re nucleo-l476rg nucleo-l432kc)
    list(APPEND BOOT0_RESIDENT_IMAGES ${BOOT0_IMAGE_DIR}/${board}-behind-v1.elf
        ${BOOT0_IMAGE_DIR}/${board}-behind-v2.elf)
endforeach()
# The others that are installed (Install.cmake).
set(BOOT0_RELEASED_IMAGES)
foreach(name ${BOOT0_RESIDENTS})
    list(APPEND BOOT0_RELEASED_IMAGES ${BOOT0_IMAGE_DIR}/${name}.hex
        ${BOOT0_IMAGE_DIR}/${name}.bin)
endforeach()
foreach(kind elf hex bin)
    list(APPEND BOOT0_RELEASED_IMAGES ${BOOT0_IMAGE_DIR}/probe.${kind}
        ${BOOT0_IMAGE_DIR}/probe-stm32l4.${kind})
endforeach()

if(BOOT0_BUILD_IMAGES)
    boot0_images(images arm-none-eabi.cmake ${BOOT0_IMAGE_DIR}
        ${BOOT0_ROM_IMAGES} ${BOOT0_DEMO_IMAGES} ${BOOT0_EMBEDDED_IMAGES}
        ${BOOT0_RESIDENT_IMAGES} ${BOOT0_RELEASED_IMAGES})
    if(BOOT0_TESTS)
        boot0_images(images-clang clang-armv6m.cmake ${BOOT0_IMAGE_DIR}/clang)
    endif()
else()
    add_custom_target(images)
endif()
