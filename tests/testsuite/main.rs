//! One binary of integration tests; README.md beside it says how to add one.
#![expect(clippy::disallowed_methods, reason = "tests write the folders they build")]

mod archive;
mod audience;
mod broken;
mod cases;
mod contract;
mod crash;
mod digest;
mod dora;
mod faults;
mod fingerprints;
mod fuzz;
mod harness;
mod hostile;
mod import;
mod language;
mod large;
mod limits;
mod new;
mod outlets;
mod previews;
mod properties;
#[cfg(all(feature = "publish", feature = "preview"))]
mod publish;
mod registers;
mod reviews;
#[cfg(feature = "preview")]
mod serve;
mod shards;
mod site;
mod sources;
mod standing;
mod template;
mod war;
mod words;
