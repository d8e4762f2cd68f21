// SPDX-License-Identifier: MIT
//
// Assembles boot0_reset.S for a thumb target, by GCC or clang; the command
// `boot0 patch` then connects it with the vector table of cortex-m-rt. On other
// targets the crate compiles and has no library. BOOT0_CC names the compiler,
// BOOT0_MAILBOX and BOOT0_NOTED are the settings of that name.
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const CLANG: &str = "clang";
const GCC: &str = "arm-none-eabi-gcc";

fn run(program: &str, arguments: &[String]) {
    match Command::new(program).args(arguments).status() {
        Ok(status) if status.success() => (),
        Ok(status) => panic!("{program} {arguments:?}: {status}"),
        Err(error) => panic!("{program}: {error}; install it, or set BOOT0_CC"),
    }
}

fn found(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

fn compiler() -> String {
    println!("cargo:rerun-if-env-changed=BOOT0_CC");
    env::var("BOOT0_CC").unwrap_or_else(|_| {
        let first = if found(GCC) { GCC } else { CLANG };
        first.to_string()
    })
}

/// arm-none-eabi-gcc-12 has arm-none-eabi-ar, clang has llvm-ar.
fn archiver(compiler: &str) -> &'static str {
    if !compiler.contains(CLANG) {
        "arm-none-eabi-ar"
    } else if found("llvm-ar") {
        "llvm-ar"
    } else {
        "ar"
    }
}

fn settings() -> Vec<String> {
    let mut defines = vec!["-DBOOT0_NEXT=0".to_string(), "-DBOOT0_SP=0".to_string()];
    for name in ["MAILBOX_RTC", "ALLOW_RDP1", "ONLY_USB", "ONLY_USART1", "ONLY_USART2"] {
        if env::var(format!("CARGO_FEATURE_{name}")).is_ok() {
            defines.push(format!("-DBOOT0_{name}"));
        }
    }
    for name in ["BOOT0_MAILBOX", "BOOT0_NOTED"] {
        println!("cargo:rerun-if-env-changed={name}");
        if let Ok(value) = env::var(name) {
            defines.push(format!("-D{name}={value}"));
        }
    }
    defines
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_string()
}

// The folder of src/, the processor, and clang's architecture for a target. Of
// the Cortex-M4 the feature stm32l4 tells the L4 from the F4.
fn family(target: &str) -> (&'static str, &'static str, &'static str) {
    if target.starts_with("thumbv6m") {
        ("stm32l0", "-mcpu=cortex-m0plus", "thumbv6m")
    } else if env::var_os("CARGO_FEATURE_STM32L4").is_some() {
        ("stm32l4", "-mcpu=cortex-m4", "thumbv7em")
    } else {
        ("stm32f4", "-mcpu=cortex-m4", "thumbv7em")
    }
}

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap());
    let src = here.join("../../src");
    println!("cargo:rerun-if-changed={}", text(&src));
    let target = env::var("TARGET").unwrap();
    if !target.starts_with("thumb") {
        return;
    }
    let (family, processor, architecture) = family(&target);
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    let object = text(&out.join("boot0_reset.o"));
    let library = text(&out.join("libboot0.a"));
    let compiler = compiler();
    let mut arguments = settings();
    if family == "stm32l4" {
        arguments.push("-DSTM32L4".to_string());
    }
    if compiler.contains(CLANG) {
        arguments.push(format!("--target={}-none-eabi", architecture));
    }
    for word in [processor, "-mthumb", "-g", "-c", "-o", &object] {
        arguments.push(word.to_string());
    }
    arguments.push(format!("-I{}", text(&src)));
    arguments.push(text(&src.join(family).join("boot0_reset.S")));
    run(&compiler, &arguments);
    let _ = std::fs::remove_file(&library);
    run(archiver(&compiler), &["rcs".to_string(), library, object]);
    println!("cargo:rustc-link-search=native={}", text(&out));
    println!("cargo:rustc-link-lib=static=boot0");
}
