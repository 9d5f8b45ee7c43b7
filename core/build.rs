//! Gives the shared library its soname, the number of the ABI, and leads calls of librdkafka's by `sys/detours.rs`.

const DETOURS: [&str; 4] = [
    "rd_kafka_cgrp_op",
    "rd_kafka_cgrp_metadata_update_check",
    "rd_kafka_handle_OffsetFetch_err_action",
    "rd_kafka_handle_OffsetFetch",
];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libkafkacore.so.0");
        let architecture = std::env::var("CARGO_CFG_TARGET_ARCH");
        if matches!(architecture.as_deref(), Ok("x86_64" | "aarch64")) {
            for call in DETOURS {
                println!("cargo:rustc-cdylib-link-arg=-Wl,--wrap={call}");
            }
        }
    }
}
