//! The readers as the tests call them, for the fuzzers.
#![allow(missing_docs)]

#[path = "../../tests/testsuite/fuzz/markup.rs"]
pub mod markup;
#[path = "../../tests/testsuite/fuzz/readers.rs"]
pub mod readers;
#[path = "../../tests/testsuite/fuzz/seeds.rs"]
pub mod seeds;
