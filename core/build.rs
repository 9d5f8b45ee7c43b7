//! Gives the shared library its soname, the number of the ABI, and leads a call of librdkafka's by `sys/groupless.rs`.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libkafkacore.so.0");
        let architecture = std::env::var("CARGO_CFG_TARGET_ARCH");
        if matches!(architecture.as_deref(), Ok("x86_64" | "aarch64")) {
            println!("cargo:rustc-cdylib-link-arg=-Wl,--wrap=rd_kafka_cgrp_op");
        }
    }
}
