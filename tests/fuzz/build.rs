//! Compiles the C reader with the sanitizer, and lets the targets find the library.

fn main() {
    println!("cargo:rerun-if-changed=reader.c");
    println!("cargo:rerun-if-changed=../../include/kafkacore_batch.h");
    println!("cargo:rerun-if-env-changed=KAFKACORE_LIBRARY_DIR");
    let mut reader = cc::Build::new();
    reader.file("reader.c").include("../../include").flag("-std=c99");
    reader.flag("-fsanitize=address").compile("fuzz_reader");
    if let Ok(directory) = std::env::var("KAFKACORE_LIBRARY_DIR") {
        println!("cargo:rustc-link-search=native={directory}");
    }
}
