//! Writes the portfolio of every kind of input, with an attack in every text that it may hold, into a folder: what the browser
//! tests build and open. `cargo run --example hostile_portfolio FOLDER`.
#![expect(clippy::disallowed_methods, reason = "it writes the folder that it is given")]

#[path = "../tests/hostile/portfolio.rs"]
#[expect(dead_code, reason = "the tests ask what was attacked as well")]
mod portfolio;

use std::path::Path;

fn main() {
    let into = std::env::args_os().nth(1).expect("the folder to write");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portfolios/every-kind");
    portfolio::write(&from, Path::new(&into));
}
