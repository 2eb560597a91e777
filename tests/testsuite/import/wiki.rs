//! Pages of wikis: tables that people keep.

use super::{amounts, fixture, import, refusal, request, with};
use scorpfolio::import::request::KnownMetric;
use scorpfolio::import::{Input, Request, recognise};
use scorpfolio::model::unit::{Currency, TimeUnit, Unit};

fn asked() -> Request {
    let metric = |id: &str, names: &[&str], unit: Unit| KnownMetric {
        id: id.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        unit,
    };
    let dollars = Unit::Money(Currency::of_code("USD").expect("a currency"));
    Request {
        metrics: vec![
            metric(
                "deployment-frequency",
                &["deployment-frequency", "deploys"],
                Unit::Count,
            ),
            metric("change-lead-time", &["lead time"], Unit::Duration(TimeUnit::Hours)),
            metric("cloud-cost", &["cloud cost"], dollars),
            metric("activities", &["activities count"], Unit::Count),
        ],
        workloads: vec![("checkout-api".to_owned(), "Checkout API".to_owned())],
        ..request()
    }
}

const PAGE: &str = "# Delivery\n\n| Month | Deploys | Lead time | Remarks |\n| --- | --- | --- | --- |\n\
    | Feb 2026 | 1.2K | 1d 4h | ok |\n| Mar 2026 | **28** | N/A | |\n| | | | |\n\n\
    # Cost\n\n| Metric | 2026-02 | 2026-03 |\n| --- | --- | --- |\n| Cloud cost | $31,320 | - |\n";

#[test]
fn months_down_the_side_and_months_across_are_both_read() {
    let input = Input::of_bytes("page.md", PAGE.as_bytes());
    assert_eq!(
        recognise(std::slice::from_ref(&input)).expect("known").name(),
        "markdown"
    );
    let imported = import("markdown", &[input], &asked()).expect("read");
    assert_eq!(
        amounts(&imported, "deployment-frequency"),
        ["2026-02 1200", "2026-03 28"]
    );
    assert_eq!(
        amounts(&imported, "change-lead-time"),
        ["2026-02 28", "2026-03 no data"]
    );
    assert_eq!(amounts(&imported, "cloud-cost"), ["2026-02 31320", "2026-03 no data"]);
    let warnings: Vec<&str> = imported
        .warnings
        .iter()
        .map(|warning| warning.message.as_str())
        .collect();
    assert_eq!(warnings, ["`Remarks` is no metric's name or label: it was left out"]);
}

#[test]
fn a_page_of_confluence_says_the_same_as_the_page_in_markdown() {
    let page = "<h1>Delivery</h1><p><ac:structured-macro ac:name=\"toc\"/></p><table class=\"confluenceTable\"><tbody>\
        <tr><td><p><strong>Month</strong></p></td><td><strong>Deploys</strong></td><td>Workload</td></tr>\
        <tr><td>Feb&nbsp;2026</td><td><p>1,200</p></td><td>Checkout API</td></tr></tbody></table>";
    let input = Input::of_bytes("page.html", page.as_bytes());
    assert_eq!(
        recognise(std::slice::from_ref(&input)).expect("known").name(),
        "confluence"
    );
    let imported = import("confluence", &[input], &asked()).expect("read");
    assert_eq!(
        amounts(&imported, "deployment-frequency"),
        ["2026-02 checkout-api 1200"]
    );
}

#[test]
fn settings_name_the_period_the_heading_and_columns() {
    let page = "## A\n| Release train | Number |\n| - | - |\n| 2026-03-13 | 4 |\n\n## B\n| Release train | Number |\n| - | - |\n| 2026-03-13 | 5 |\n";
    let settings = [
        ("period", "Release train"),
        ("heading", "b"),
        ("column.Number", "deployment-frequency"),
    ];
    let imported = import(
        "markdown",
        &[Input::of_bytes("x.md", page.as_bytes())],
        &with(asked(), &settings),
    )
    .expect("read");
    assert_eq!(amounts(&imported, "deployment-frequency"), ["2026-03-13 5"]);
}

#[test]
fn what_leaves_a_period_or_a_value_open_is_refused() {
    let of = |rows: &str| {
        let page = format!("| Month | Deploys |\n| - | - |\n{rows}\n");
        refusal("markdown", &[Input::of_bytes("x.md", page.as_bytes())], &asked())
    };
    for (rows, message) in [
        ("| March | 4 |", "`March` says no year"),
        (
            "| 12/09/2026 | 4 |",
            "`12/09/2026` is one day to one reader and another to the next",
        ),
        ("| soon | 4 |", "`soon` is neither a day nor a month"),
        ("| | 4 |", "a row with values has no month"),
        ("| Mar 2026 | many |", "`many` is no value of deployment-frequency"),
        (
            "| Mar 2026 | 4 |\n| 2026-03 | 5 |",
            "the page gives deployment-frequency two values for 2026-03",
        ),
    ] {
        let (code, said) = of(rows);
        assert_eq!(code, "E603");
        assert!(said.starts_with(message), "{said}");
    }
}

#[test]
fn the_fixtures_have_no_table_of_periods_and_say_so_until_one_is_named() {
    for (source, path) in [
        ("markdown", "wiki-markdown/quarterly-report-cacti.md"),
        ("markdown", "wiki-confluence/exported.quarterly-report-firefly.md"),
        ("markdown", "wiki-confluence/exported.quarterly-report-transact.md"),
        ("confluence", "wiki-confluence/storage.status-macros.xml"),
        ("confluence", "wiki-confluence/storage.table.expected.xml"),
    ] {
        let (code, message) = refusal(source, &[fixture(path)], &asked());
        assert_eq!(code, "E603", "{path}");
        assert_eq!(
            message, "no table of the page has a column, or headings, of days or months",
            "{path}"
        );
    }
    // A column that is no period is said to be none, by its first cell.
    let named = with(asked(), &[("period", "name")]);
    let (_, message) = refusal(
        "markdown",
        &[fixture("wiki-markdown/quarterly-report-cacti.md")],
        &named,
    );
    assert_eq!(
        message,
        "`Accenture Global Solutions Limited` is neither a day nor a month"
    );
}
