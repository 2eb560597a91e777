//! What holds of every URL.

use super::*;

#[test]
fn links_are_relative_to_the_page_they_stand_on() {
    for (from, to, expected) in [
        ("index.html", "index.html", "index.html"),
        ("index.html", "teams/uv.html", "teams/uv.html"),
        ("teams/uv.html", "index.html", "../index.html"),
        ("teams/uv.html", "teams/uv/2026-08-09.html", "uv/2026-08-09.html"),
        ("teams/uv/2026-08-09.html", "teams/uv.html", "../uv.html"),
        (
            "teams/uv/metrics/errors.html",
            "teams/uv/2026-08-09.html",
            "../2026-08-09.html",
        ),
        (
            "teams/uv/metrics/errors.html",
            "teams/uv-two/metrics/errors.html",
            "../../uv-two/metrics/errors.html",
        ),
        (
            "cycles/2026-08-09.html",
            "teams/uv.html#security",
            "../teams/uv.html#security",
        ),
        ("pages/a.html", "pages/b.html#c/d", "b.html#c/d"),
        ("cycles/a.html", "assets/site-1.css", "../assets/site-1.css"),
    ] {
        assert_eq!(href(from, to), expected, "{from} → {to}");
    }
}

#[test]
fn a_renamed_team_keeps_the_addresses_of_all_its_pages() {
    assert_eq!(renamed("teams/uv.html", "uv", "uv-old"), "teams/uv-old.html");
    assert_eq!(
        renamed("teams/uv/2026-08-09.html", "uv", "uv-old"),
        "teams/uv-old/2026-08-09.html"
    );
    assert_eq!(
        renamed("teams/uv/metrics/uv.html", "uv", "uv-old"),
        "teams/uv-old/metrics/uv.html"
    );
}
