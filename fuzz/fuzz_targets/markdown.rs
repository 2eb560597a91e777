#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scorpfolio_fuzz::readers::markdown(bytes));
