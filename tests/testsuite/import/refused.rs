//! What no tool writes, given to every adapter: an error in bounded time, never a value and never a panic.

use super::{on, with};
use jiff::civil::date;
use scorpfolio::import::Input;
use scorpfolio::import::adapter::ALL;

/// Bytes that are no export of anything, each with a name for messages.
fn nonsense() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |open: &str| open.repeat(200_000).into_bytes();
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">\
        <!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\">]><pets><pet>&e;&e;</pet></pets>";
    vec![
        ("nothing", Vec::new()),
        ("blank", b" \n\n".to_vec()),
        (
            "a page to sign in",
            b"<!doctype html><html><head><title>Sign in</title></head><body><form></form></body></html>".to_vec(),
        ),
        ("half a document", b"{\"results\": [{\"a\": ".to_vec()),
        ("lists in lists", deep("[")),
        ("tables in tables", deep("{\"a\":")),
        ("elements in elements", deep("<a>")),
        ("entities of entities", laughs.as_bytes().to_vec()),
        ("no text", vec![0xff, 0xfe, 0xfd, 0x00, 0x80]),
        ("zeros", vec![0; 10_000]),
        (
            "another tool's document",
            b"{\"pets\": [{\"name\": \"Rex\", \"legs\": 4}]}".to_vec(),
        ),
        ("another tool's table", b"pet,legs\nRex,4\n".to_vec()),
    ]
}

#[test]
fn every_source_refuses_what_no_tool_writes() {
    for adapter in ALL {
        for (what, bytes) in nonsense() {
            // Sources of any table and document are asked for what these do not have.
            let settings: &[(&str, &str)] = match adapter.name() {
                "csv" => &[("column.errors", "errors")],
                "json" => &[("value./errors", "errors")],
                _ => &[],
            };
            let request = with(on(date(2026, 3, 13)), settings);
            let inputs = [Input::of_bytes("x", bytes)];
            let read = adapter.read(&inputs, &request);
            let values = read
                .as_ref()
                .map(|imported| imported.measurements.len() + imported.incidents.len());
            assert!(
                read.is_err(),
                "{} takes {what} for an export of its own: {values:?}",
                adapter.name()
            );
        }
    }
}
