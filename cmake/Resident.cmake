# What `boot0 patch --resident` makes of the demo behind a resident, in
# build/firmware: the application alone, for updates (BOARD-app and -app-v2, as
# .elf, .hex and .bin), and resident and application in one image, as it is
# programmed at the factory (BOARD-resident and -resident-v2, -resident-head and
# -resident-head-v2).
function(boot0_patch_resident output input version resident)
    set(result ${BOOT0_IMAGE_DIR}/${output})
    add_custom_command(OUTPUT ${result}
        COMMAND boot0 patch --resident ${BOOT0_IMAGE_DIR}/${resident}.elf
            --image-version ${version} ${ARGN}
            ${BOOT0_IMAGE_DIR}/${input}.elf -o ${result}
        DEPENDS boot0 images ${BOOT0_IMAGE_DIR}/${input}.elf
            ${BOOT0_IMAGE_DIR}/${resident}.elf
        VERBATIM)
    set_property(GLOBAL APPEND PROPERTY BOOT0_PATCHED ${result})
endfunction()

# RESIDENT is build/firmware/RESIDENT.elf, and RESIDENT-head.elf by head.
function(boot0_patch_board board resident)
    foreach(version 1 2)
        set(behind ${board}-behind-v${version})
        if(version EQUAL 1)
            set(tail "")
        else()
            set(tail -v${version})
        endif()
        foreach(kind elf hex bin)
            boot0_patch_resident(${board}-app${tail}.${kind} ${behind}
                ${version} ${resident})
        endforeach()
        foreach(head "" -head)
            foreach(kind elf hex)
                boot0_patch_resident(${board}-resident${head}${tail}.${kind}
                    ${behind} ${version} ${resident}${head} --join)
            endforeach()
        endforeach()
    endforeach()
endfunction()

boot0_patch_board(nucleo-l073rz resident)
boot0_patch_board(nucleo-f401re resident-stm32f4)
boot0_patch_board(nucleo-l476rg resident-stm32l4)
boot0_patch_board(nucleo-l432kc resident-stm32l4)
get_property(patched GLOBAL PROPERTY BOOT0_PATCHED)
add_custom_target(patched-images ALL DEPENDS ${patched})
