//! Writes what each fuzzer begins with to `fuzz/seeds/<reader>/`: `cargo run --example seeds`.

use scorpfolio_fuzz::{readers, seeds};

fn main() -> std::io::Result<()> {
    for (name, _) in readers::ALL {
        let folder = readers::repository().join("fuzz/seeds").join(name);
        std::fs::create_dir_all(&folder)?;
        for (file, bytes) in seeds::real(name).into_iter().chain(seeds::corpus(name)) {
            std::fs::write(folder.join(file.replace('/', "-")), bytes)?;
        }
    }
    Ok(())
}
