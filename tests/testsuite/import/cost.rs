//! Costs: FOCUS, the Cost and Usage Report, Azure, Cost Explorer, Infracost.

use super::{amounts, assert_silent, fixture, import, on, only, recognised, refusal, request, table, text_of, with};
use jiff::civil::date;
use scorpfolio::import::{Amount, Imported, Input, Request};
use scorpfolio::model::report::Period;
use scorpfolio::model::unit::{Currency, Unit};
use std::collections::BTreeMap;

const FOCUS: &str = "cost-focus/focus-1.0-sample.head40.csv";

/// An amount in units of 10⁻³⁰: an exact sum that no decimal type takes part in.
fn units(text: &str) -> i128 {
    let (mantissa, exponent) = text.split_once(['E', 'e']).unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().expect("an exponent");
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{whole}{part}").parse().expect("digits");
    let power = 30 + exponent - i32::try_from(part.len()).expect("few digits");
    digits * 10_i128.pow(u32::try_from(power).expect("no more than 30 decimals"))
}

/// Sums of a column by day, both as texts of the file.
fn by_day(
    rows: &[BTreeMap<String, String>],
    column: &str,
    day: impl Fn(&BTreeMap<String, String>) -> String,
) -> BTreeMap<String, i128> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(day(row)).or_insert(0) += units(&row[column]);
    }
    sums
}

/// What was imported for the team as a whole, by day.
fn imported_by_day(imported: &Imported) -> BTreeMap<String, i128> {
    let whole = imported.measurements.iter().filter(|value| value.workload.is_none());
    whole
        .map(|value| match &value.amount {
            Amount::Number(number, Unit::Money(_)) => (value.period.last_day().to_string(), units(&number.to_string())),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// The same without days that cost nothing.
fn without_zeros(sums: &BTreeMap<String, i128>) -> BTreeMap<String, i128> {
    sums.iter()
        .filter(|(_, sum)| **sum != 0)
        .map(|(day, sum)| (day.clone(), *sum))
        .collect()
}

fn in_currency(code: &str) -> Request {
    Request {
        currency: Currency::of_code(code).expect("a currency"),
        ..request()
    }
}

/// A FOCUS file of a few rows: start, effective cost, currency, service, tags.
fn focus(rows: &[(&str, &str, &str, &str, &str)]) -> Input {
    let header = "ChargeCategory,ChargePeriodStart,EffectiveCost,BillingCurrency,ServiceName,SubAccountName,Tags,BillingPeriodStart,BillingPeriodEnd,x_Own\n";
    let row = |(start, cost, currency, service, tags): &(&str, &str, &str, &str, &str)| {
        let tags = tags.replace('"', "\"\"");
        format!(
            "Usage,{start},{cost},{currency},{service},canary-account,\"{tags}\",2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,canary-own\n"
        )
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    Input::of_bytes("focus.csv", format!("{header}{}", rows.concat()).into_bytes())
}

#[test]
fn every_fixture_of_costs_is_recognised() {
    for (path, source) in [
        (FOCUS, "focus"),
        ("cost-azure/ea-actual.csv", "azure-cost"),
        ("cost-azure/ea-amortized.csv", "azure-cost"),
        ("cost-azure/ea-anonymous.csv", "azure-cost"),
        ("cost-aws-cur/cur-legacy.csv", "cur"),
        ("cost-aws-cur/cur-2.csv", "cur"),
        (
            "cost-aws-cost-explorer/get-cost-and-usage.grouped.json",
            "cost-explorer",
        ),
        ("cost-aws-cost-explorer/daily-estimated.json", "cost-explorer"),
        ("cost-infracost/breakdown.json", "infracost"),
        ("cost-infracost/diff.json", "infracost"),
        ("cost-infracost/multi-project-error.json", "infracost"),
    ] {
        assert_eq!(recognised(path), source, "{path}");
    }
}

#[test]
fn focus_adds_up_each_day_to_the_last_digit() {
    let rows = table(FOCUS);
    assert_eq!(rows.len(), 39);
    for (setting, column) in [
        ("billed", "BilledCost"),
        ("effective", "EffectiveCost"),
        ("list", "ListCost"),
    ] {
        let imported = import("focus", &[fixture(FOCUS)], &with(request(), &[("cost", setting)])).expect("imported");
        let wanted = by_day(&rows, column, |row| row["ChargePeriodStart"][..10].to_owned());
        let found = imported_by_day(&imported);
        assert_eq!(without_zeros(&found), without_zeros(&wanted), "{column}");
        // All 30 days of September, those without charges as zeros.
        assert_eq!(found.len(), 30, "{column}");
    }
    let imported = import("focus", &[fixture(FOCUS)], &request()).expect("imported");
    assert_eq!(
        imported.measurements[0].covers,
        Some((date(2024, 9, 1), date(2024, 9, 30)))
    );
    assert!(
        imported.measurements.iter().all(|value| value.provisional.is_none()),
        "a month that is long over"
    );
    assert_eq!(
        imported.measurements[0].measured_at.map(|at| at.to_string()).as_deref(),
        Some("2024-09-30T22:00:00Z")
    );
    let people = ["SunBird", "1234567890123", "Atlas", "347410479675"];
    assert!(people.iter().all(|name| text_of(FOCUS).contains(name)));
    assert_silent(&imported, &people);
}

#[test]
fn focus_gives_services_accounts_and_tags_to_workloads() {
    let rows = table(FOCUS);
    let sum = |wanted: &dyn Fn(&BTreeMap<String, String>) -> bool| -> i128 {
        rows.iter()
            .filter(|row| wanted(row))
            .map(|row| units(&row["BilledCost"]))
            .sum()
    };
    let total_of = |imported: &Imported, workload: Option<&str>| -> i128 {
        let of = imported
            .measurements
            .iter()
            .filter(|value| value.workload.as_deref() == workload);
        of.map(|value| match &value.amount {
            Amount::Number(number, _) => units(&number.to_string()),
            other => panic!("{other:?}"),
        })
        .sum()
    };
    let all = sum(&|_| true);
    for (by, value, column) in [
        ("ServiceName", "Elastic Load Balancing", "ServiceName"),
        ("subaccountname", "Atlas Orion", "SubAccountName"),
    ] {
        let key = format!("workload.{value}");
        let settings = [("cost", "billed"), ("by", by), (key.as_str(), "shop/edge")];
        let imported = import("focus", &[fixture(FOCUS)], &with(request(), &settings)).expect("imported");
        let part = sum(&|row| row[column] == value);
        assert!(part > 0 && part < all);
        assert_eq!(total_of(&imported, Some("shop/edge")), part, "{by}");
        assert_eq!(total_of(&imported, None), all, "the whole stays whole");
        // Where the rest goes to a workload, it is the rest.
        let rest = Request {
            workload: Some("shop".to_owned()),
            ..with(request(), &settings)
        };
        let imported = import("focus", &[fixture(FOCUS)], &rest).expect("imported");
        assert_eq!(total_of(&imported, None), all - part, "{by}");
    }
    let settings = [("cost", "billed"), ("only.tag.environment", "dev|stage")];
    let imported = import("focus", &[fixture(FOCUS)], &with(request(), &settings)).expect("imported");
    let part = sum(&|row| {
        row["Tags"].contains("\"environment\": \"dev\"") || row["Tags"].contains("\"environment\": \"stage\"")
    });
    assert!(part > 0 && part < all);
    assert_eq!(total_of(&imported, None), part);
}

#[test]
fn two_currencies_are_never_added() {
    let file = || {
        focus(&[
            ("2026-03-02T00:00:00Z", "1", "USD", "A", ""),
            ("2026-03-02T00:00:00Z", "2", "EUR", "A", ""),
        ])
    };
    assert_eq!(
        refusal("focus", &[file()], &request()),
        (
            "E603".to_owned(),
            "the charges are in EUR and USD, which cannot be added".to_owned()
        )
    );
    let imported = import("focus", &[file()], &with(request(), &[("currency", "EUR")])).expect("imported");
    assert_eq!(only(&imported, "cloud-cost"), 2.into());
    assert_eq!(
        imported.measurements[0].amount,
        Amount::Number(2.into(), Unit::Money(Currency::of_code("EUR").expect("known")))
    );
    assert_eq!(
        imported.warnings[0].message,
        "charges that are not in EUR were left out: 1"
    );
    assert_eq!(
        refusal("focus", &[file()], &with(request(), &[("currency", "CHF")])).0,
        "E603"
    );
    let unknown = focus(&[("2026-03-02T00:00:00Z", "1", "credits", "A", "")]);
    assert_eq!(
        refusal("focus", &[unknown], &request()).1,
        "the currency is not a code of ISO 4217"
    );
}

#[test]
fn another_currency_than_the_sites_needs_a_metric_of_its_own() {
    let file = || [fixture("cost-azure/ea-anonymous.csv")];
    let (code, message) = refusal("azure-cost", &file(), &request());
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E604", "the charges are in CAD, and the site's money is in USD")
    );
    let named = Request {
        metric: Some("azure-cost-cad".to_owned()),
        ..request()
    };
    let imported = import("azure-cost", &file(), &named).expect("imported");
    assert_eq!(amounts(&imported, "azure-cost-cad").len(), 1);
}

#[test]
fn azure_adds_up_all_generations_of_columns() {
    let american = |text: &str| {
        let parts: Vec<u32> = text.split('/').map(|part| part.parse().expect("a number")).collect();
        format!("{}-{:02}-{:02}", parts[2], parts[0], parts[1])
    };
    for (path, column, currency, days) in [
        ("cost-azure/ea-actual.csv", "Cost", "USD", 18),
        ("cost-azure/ea-amortized.csv", "Cost", "USD", 20),
        ("cost-azure/ea-anonymous.csv", "CostInBillingCurrency", "CAD", 1),
    ] {
        let imported = import("azure-cost", &[fixture(path)], &in_currency(currency)).expect("imported");
        let wanted = by_day(&table(path), column, |row| american(&row["Date"]));
        let found = imported_by_day(&imported);
        assert_eq!(without_zeros(&found), without_zeros(&wanted), "{path}");
        assert_eq!(found.len(), days, "{path}");
        assert_silent(
            &imported,
            &[
                "acm@testea.onmicrosoft.com",
                "ACM Team",
                "user.one@example.com",
                "Trey Research",
                "Lorem",
            ],
        );
    }
    let settings = [("only.tag.env", "prod")];
    let imported = import(
        "azure-cost",
        &[fixture("cost-azure/ea-amortized.csv")],
        &with(request(), &settings),
    )
    .expect("imported");
    let rows = table("cost-azure/ea-amortized.csv");
    let wanted: i128 = rows
        .iter()
        .filter(|row| row["Tags"].contains("\"env\": \"prod\""))
        .map(|row| units(&row["Cost"]))
        .sum();
    assert!(wanted > 0);
    assert_eq!(imported_by_day(&imported).values().sum::<i128>(), wanted);
}

#[test]
fn the_newest_days_are_provisional_until_their_month_is_over() {
    let provisional = |request: &Request, last: &str| -> Vec<String> {
        let file = focus(&[
            ("2026-03-25T00:00:00Z", "1", "USD", "A", ""),
            (last, "1", "USD", "A", ""),
        ]);
        let imported = import("focus", &[file], request).expect("imported");
        let open = imported.measurements.iter().filter(|value| value.provisional.is_some());
        open.map(|value| value.period.last_day().to_string()).collect()
    };
    assert_eq!(
        provisional(&request(), "2026-03-30T23:00:00Z"),
        ["2026-03-29", "2026-03-30"]
    );
    assert!(provisional(&request(), "2026-03-31T23:00:00Z").is_empty());
    let mut early = request();
    early.windows = scorpfolio::import::window::Windows::new(
        scorpfolio::model::cycle::Rhythm {
            first: date(2026, 1, 5),
            every: scorpfolio::model::cycle::Length::Days(14),
            grace: scorpfolio::model::cycle::Length::Days(3),
            changes: Vec::new(),
            skips: Vec::new(),
        },
        jiff::tz::TimeZone::UTC,
        date(2026, 4, 2),
    );
    assert_eq!(
        provisional(&early, "2026-03-31T23:00:00Z"),
        ["2026-03-30", "2026-03-31"]
    );
}

#[test]
fn a_correction_counts_in_the_bill_that_it_stands_in() {
    let file = focus(&[
        ("2026-02-14T05:00:00Z", "-0.25", "USD", "A", ""),
        ("2026-03-01T00:00:00Z", "1", "USD", "A", ""),
        ("2026-03-02T00:00:00Z", "2", "USD", "A", ""),
    ]);
    let imported = import("focus", &[file], &request()).expect("imported");
    assert_eq!(amounts(&imported, "cloud-cost"), ["2026-03-01 0.75", "2026-03-02 2"]);
}

#[test]
fn a_charge_without_an_amount_is_no_zero_and_a_day_without_charges_is_one() {
    let file = focus(&[
        ("2026-03-02T00:00:00Z", "1.5", "USD", "A", ""),
        ("2026-03-02T00:00:00Z", "NULL", "USD", "A", ""),
        ("2026-03-04 00:00:00", "1e-7", "USD", "A", ""),
    ]);
    let imported = import("focus", &[file], &request()).expect("imported");
    assert_eq!(
        amounts(&imported, "cloud-cost"),
        ["2026-03-02 1.5", "2026-03-03 0", "2026-03-04 0.0000001"]
    );
    assert_eq!(
        imported.warnings[0].message,
        "charges without an amount were left out: 1"
    );
    let none = focus(&[("2026-03-02T00:00:00Z", "", "USD", "A", "")]);
    assert_eq!(refusal("focus", &[none], &request()).1, "no charge has an amount");
    let header = focus(&[]);
    assert_eq!(
        refusal("focus", &[header], &request()).1,
        "the file has no charges to import"
    );
}

#[test]
fn more_credits_than_charges_are_refused_unless_they_are_wanted() {
    let file = || {
        focus(&[
            ("2026-03-02T00:00:00Z", "1", "USD", "A", ""),
            ("2026-03-02T00:00:00Z", "-3", "USD", "A", ""),
        ])
    };
    assert_eq!(
        refusal("focus", &[file()], &request()).1,
        "credits are more than charges in 2026-03-02"
    );
    let imported = import("focus", &[file()], &with(request(), &[("negative", "keep")])).expect("imported");
    assert_eq!(only(&imported, "cloud-cost"), (-2).into());
    assert_eq!(
        refusal("focus", &[file()], &with(request(), &[("negative", "yes")])).0,
        "E603"
    );
}

#[test]
fn a_cycle_that_was_asked_for_is_imported_alone() {
    let rows = [
        "2026-03-01T00:00:00Z",
        "2026-03-02T00:00:00Z",
        "2026-03-15T23:59:59Z",
        "2026-03-16T00:00:00Z",
    ];
    let rows: Vec<_> = rows.iter().map(|start| (*start, "1", "USD", "A", "")).collect();
    // The cycle from 2 to 15 March.
    let imported = import("focus", &[focus(&rows)], &on(date(2026, 3, 10))).expect("imported");
    let found = amounts(&imported, "cloud-cost");
    assert_eq!(
        (found.len(), found[0].as_str(), found[13].as_str()),
        (14, "2026-03-02 1", "2026-03-15 1")
    );
    let (code, message) = refusal("focus", &[focus(&rows)], &on(date(2026, 6, 1)));
    assert_eq!(code, "E603");
    assert!(message.ends_with("it covers 2026-03-01 to 2026-03-16"), "{message}");
}

#[test]
fn parts_of_one_export_are_added_and_gzip_is_undone() {
    use std::io::Write;
    let one = focus(&[("2026-03-02T00:00:00Z", "1", "USD", "A", "")]);
    let two = focus(&[("2026-03-02T00:00:00Z", "2", "USD", "A", "")]);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(two.text().expect("text").as_bytes()).expect("memory");
    let packed = encoder.finish().expect("memory");
    let cut = Input::of_bytes("b.csv.gz", packed[..packed.len() - 6].to_vec());
    let two = Input::of_bytes("b.csv.gz", packed);
    let imported = import("focus", &[one, two], &request()).expect("imported");
    assert_eq!(only(&imported, "cloud-cost"), 3.into());
    assert_eq!(imported.measurements[0].file, "b.csv and 1 more");
    assert!(
        refusal("focus", &[cut], &request())
            .1
            .starts_with("the file is cut short")
    );
}

#[test]
fn the_legacy_report_gives_what_is_billed_or_spread() {
    let file = || [fixture("cost-aws-cur/cur-legacy.csv")];
    // 0.0116 + 0.0960 − 0.0960 + 50.4 + 3.21 − 0.5; the refund of January stands in February's bill.
    let imported = import("cur", &file(), &request()).expect("imported");
    assert_eq!(
        amounts(&imported, "cloud-cost"),
        ["2026-02-01 53.1216", "2026-02-02 0.1", "2026-02-03 900"]
    );
    // 0.0116 + 0.0610 + 0 + (1.25 + 0.75) + 3.21 − 0.5; (0.1 − 0.061) + 0.113; what was paid ahead is spread.
    let imported = import("cur", &file(), &with(request(), &[("cost", "amortized")])).expect("imported");
    assert_eq!(
        amounts(&imported, "cloud-cost"),
        ["2026-02-01 4.7826", "2026-02-02 0.152", "2026-02-03 0"]
    );
    // 0.0116 + 0.0610 − 0.5: the workload's own credits are more than its charges.
    let settings = [
        ("by", "tag.application"),
        ("workload.checkout", "shop"),
        ("cost", "amortized"),
    ];
    let (code, message) = refusal("cur", &file(), &with(request(), &settings));
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E603", "credits are more than charges in 2026-02-01")
    );
    let kept = [&settings[..], &[("negative", "keep")]].concat();
    let imported = import("cur", &file(), &with(request(), &kept)).expect("imported");
    assert!(amounts(&imported, "cloud-cost").contains(&"2026-02-01 shop -0.4274".to_owned()));
    assert!(
        amounts(&imported, "cloud-cost").contains(&"2026-02-01 4.7826".to_owned()),
        "the whole stays whole"
    );
}

#[test]
fn report_2_0_is_read_by_its_own_names() {
    let file = || [fixture("cost-aws-cur/cur-2.csv")];
    let imported = import("cur", &file(), &in_currency("EUR")).expect("imported");
    assert_eq!(
        amounts(&imported, "cloud-cost"),
        [
            "2026-03-02 0.00000015",
            "2026-03-03 2.25",
            "2026-03-04 0",
            "2026-03-05 0.75"
        ]
    );
    assert_silent(&imported, &["Jane", "canary", "111111111111"]);
    let settings = [("only.tag.application", "search")];
    let imported = import("cur", &file(), &with(in_currency("EUR"), &settings)).expect("imported");
    assert_eq!(amounts(&imported, "cloud-cost")[1], "2026-03-03 2.25");
    assert_eq!(
        amounts(&imported, "cloud-cost")[0],
        "2026-03-02 0",
        "the file covers the day, and the tag cost nothing"
    );
}

#[test]
fn cost_explorer_adds_groups_and_takes_totals() {
    let path = "cost-aws-cost-explorer/get-cost-and-usage.grouped.json";
    let document: serde_json::Value = serde_json::from_str(&text_of(path)).expect("JSON");
    let groups = document["ResultsByTime"][0]["Groups"].as_array().expect("groups");
    for metric in ["UnblendedCost", "BlendedCost"] {
        let wanted: i128 = groups
            .iter()
            .map(|group| units(group["Metrics"][metric]["Amount"].as_str().expect("text")))
            .sum();
        let imported =
            import("cost-explorer", &[fixture(path)], &with(request(), &[("cost", metric)])).expect("imported");
        assert_eq!(units(&only(&imported, "cloud-cost").to_string()), wanted, "{metric}");
        assert_eq!(imported.measurements[0].period, Period::Month(date(2017, 9, 30)));
        assert_eq!(imported.measurements[0].provisional, None);
    }
    assert_eq!(
        refusal(
            "cost-explorer",
            &[fixture(path)],
            &with(request(), &[("cost", "UsageQuantity")])
        )
        .0,
        "E603"
    );
    let settings = [("only.Environment", "Dev")];
    let imported = import("cost-explorer", &[fixture(path)], &with(request(), &settings)).expect("imported");
    let wanted: i128 = groups
        .iter()
        .filter(|group| group["Keys"][1] == "Environment$Dev")
        .map(|group| units(group["Metrics"]["UnblendedCost"]["Amount"].as_str().expect("text")))
        .sum();
    assert!(wanted > 0);
    assert_eq!(units(&only(&imported, "cloud-cost").to_string()), wanted);
}

#[test]
fn what_aws_still_estimates_is_provisional() {
    let imported = import(
        "cost-explorer",
        &[fixture("cost-aws-cost-explorer/daily-estimated.json")],
        &request(),
    )
    .expect("imported");
    assert_eq!(
        amounts(&imported, "cloud-cost"),
        ["2026-02-27 5.0312345678", "2026-02-28 0", "2026-03-01 0.3200000001"]
    );
    let reasons: Vec<Option<&str>> = imported
        .measurements
        .iter()
        .map(|value| value.provisional.as_deref())
        .collect();
    assert_eq!(reasons, [None, None, Some("the provider still estimates it")]);
}

#[test]
fn a_part_of_a_month_is_provisional_and_any_other_stretch_refused() {
    let answer = |start: &str, end: &str| {
        let text = format!(
            r#"{{"ResultsByTime":[{{"TimePeriod":{{"Start":"{start}","End":"{end}"}},"Total":{{"UnblendedCost":{{"Amount":"1.5","Unit":"USD"}}}},"Estimated":false}}]}}"#
        );
        Input::of_bytes("ce.json", text.into_bytes())
    };
    let imported = import("cost-explorer", &[answer("2026-02-01", "2026-02-15")], &request()).expect("imported");
    let value = &imported.measurements[0];
    assert_eq!(
        (value.period, value.covers),
        (
            Period::Month(date(2026, 2, 28)),
            Some((date(2026, 2, 1), date(2026, 2, 14)))
        )
    );
    assert_eq!(
        value.provisional.as_deref(),
        Some("the file covers a part of the month")
    );
    let (code, message) = refusal("cost-explorer", &[answer("2026-02-10", "2026-02-15")], &request());
    assert_eq!(code, "E603");
    assert_eq!(
        message,
        "the amounts are of 2026-02-10 to 2026-02-14, which is neither a day nor a month"
    );
    let hour = answer("2026-02-10T05:00:00Z", "2026-02-10T06:00:00Z");
    assert_eq!(
        amounts(
            &import("cost-explorer", &[hour], &request()).expect("imported"),
            "cloud-cost"
        ),
        ["2026-02-10 1.5"]
    );
}

#[test]
fn one_page_of_costs_is_warned_of_and_pages_one_after_another_are_added() {
    let page = |day: u32, token: &str| {
        format!(
            r#"{{"ResultsByTime":[{{"TimePeriod":{{"Start":"2026-02-{day:02}","End":"2026-02-{:02}"}},"Total":{{"UnblendedCost":{{"Amount":"1.5","Unit":"USD"}}}},"Groups":[],"Estimated":false}}]{token}}}"#,
            day + 1
        )
    };
    let token = r#","NextPageToken":"canary-token""#;
    let cut = Input::of_bytes("ce.json", page(2, token).into_bytes());
    let imported = import("cost-explorer", &[cut], &request()).expect("imported");
    assert_eq!(imported.warnings[0].code.id(), "W605");
    assert_silent(&imported, &["canary-token"]);
    let whole = Input::of_bytes("ce.json", (page(2, token) + &page(3, "")).into_bytes());
    let imported = import("cost-explorer", &[whole], &request()).expect("imported");
    assert!(imported.warnings.is_empty());
    assert_eq!(amounts(&imported, "cloud-cost"), ["2026-02-02 1.5", "2026-02-03 1.5"]);
}

#[test]
fn infracost_gives_the_plan_and_its_change() {
    let day = on(date(2026, 3, 13));
    for (path, total, change) in [
        ("cost-infracost/breakdown.json", "1361.3075", "1361.3075"),
        ("cost-infracost/diff.json", "1303.28", "-742.64"),
    ] {
        let text = text_of(path);
        assert!(text.contains(&format!("\n  \"totalMonthlyCost\": \"{total}\"")));
        assert!(text.contains(&format!("\n  \"diffTotalMonthlyCost\": \"{change}\"")));
        let imported = import("infracost", &[fixture(path)], &day).expect("imported");
        assert_eq!(only(&imported, "planned-monthly-cost").to_string(), total);
        assert_eq!(only(&imported, "planned-monthly-cost-change").to_string(), change);
        assert_silent(&imported, &["stub@stub.com", "stub-author", "github.com"]);
    }
    // The fixtures' time is blanked.
    assert_eq!(
        refusal("infracost", &[fixture("cost-infracost/diff.json")], &request()).0,
        "E603"
    );
    let both = [
        fixture("cost-infracost/breakdown.json"),
        fixture("cost-infracost/diff.json"),
    ];
    assert_eq!(
        only(
            &import("infracost", &both, &day).expect("imported"),
            "planned-monthly-cost"
        )
        .to_string(),
        "2664.5875"
    );
}

#[test]
fn money_in_a_month_is_kept_off_walls_as_money_is() {
    for extra in scorpfolio::import::find("infracost").expect("known").extras() {
        assert!(extra.entry().contains("unit = \"USD/month\"") && extra.entry().contains("sensitive = \"money\""));
    }
    let other = scorpfolio::import::find("junit").expect("known").extras();
    assert!(other.iter().all(|extra| !extra.entry().contains("sensitive")));
}

#[test]
fn infracost_that_failed_is_no_zero() {
    let path = "cost-infracost/multi-project-error.json";
    let (code, message) = refusal("infracost", &[fixture(path)], &on(date(2026, 3, 13)));
    assert_eq!(text_of(path).matches("\"isError\": true").count(), 2);
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("E602", "2 of 4 projects failed, and count as nothing in the totals")
    );
    let unknown = r#"{"version":"0.2","currency":"EUR","projects":[{"metadata":{"errors":[{"isError":false}]}}],"totalMonthlyCost":null,"diffTotalMonthlyCost":"0","timeGenerated":"2026-03-13T08:00:00Z"}"#;
    let imported = import(
        "infracost",
        &[Input::of_bytes("i.json", unknown.as_bytes())],
        &request(),
    )
    .expect("imported");
    assert_eq!(amounts(&imported, "planned-monthly-cost"), ["2026-03-13 no data"]);
    assert_eq!(amounts(&imported, "planned-monthly-cost-change"), ["2026-03-13 0"]);
    assert_eq!(
        imported.measurements[1].amount,
        Amount::Number(0.into(), Unit::Label("EUR/month".to_owned()))
    );
    assert_eq!(imported.warnings[0].code.id(), "W606");
}

#[test]
fn files_that_are_none_of_a_bill_are_refused() {
    let html = "<!DOCTYPE html><html><body>Sign in, jane@canary.example</body></html>";
    let nested = "[".repeat(100_000);
    for source in ["focus", "cur", "azure-cost", "cost-explorer", "infracost"] {
        for (text, what) in [
            ("", "empty"),
            (html, "HTML"),
            ("a,b\n1,2\n", "another table"),
            ("{}", "no keys"),
            (nested.as_str(), "nested"),
        ] {
            let (code, message) = refusal(source, &[Input::of_bytes("x", text.as_bytes())], &on(date(2026, 3, 13)));
            assert_eq!(code, "E601", "{source}, {what}: {message}");
            assert!(!message.contains("canary"), "{source}, {what}: {message}");
        }
    }
    // A file of one is none of another.
    for (source, path) in [
        ("focus", "cost-aws-cur/cur-2.csv"),
        ("cur", "cost-azure/ea-actual.csv"),
        ("azure-cost", FOCUS),
        ("cost-explorer", "cost-infracost/diff.json"),
        ("infracost", "cost-aws-cost-explorer/daily-estimated.json"),
    ] {
        assert_eq!(
            refusal(source, &[fixture(path)], &on(date(2026, 3, 13))).0,
            "E601",
            "{source}"
        );
    }
}

#[test]
fn files_that_were_cut_off_are_refused() {
    for (source, path) in [
        ("focus", FOCUS),
        ("azure-cost", "cost-azure/ea-actual.csv"),
        ("cur", "cost-aws-cur/cur-legacy.csv"),
        ("cost-explorer", "cost-aws-cost-explorer/daily-estimated.json"),
        ("infracost", "cost-infracost/breakdown.json"),
    ] {
        let text = text_of(path);
        let half = text.len() * 2 / 3;
        let half = (0..half)
            .rev()
            .find(|at| text.is_char_boundary(*at) && !text[..*at].ends_with('\n'))
            .expect("a place");
        let cut = Input::of_bytes("x", text.as_bytes()[..half].to_vec());
        let problem = import(source, &[cut], &on(date(2026, 3, 13))).expect_err("refused");
        assert_eq!(problem.code.id(), "E601", "{source}: {}", problem.message);
        let line = problem.place.expect("a place").line;
        assert_eq!(
            line as usize,
            text[..half].lines().count(),
            "{source}: {}",
            problem.message
        );
    }
}

#[test]
fn numbers_that_are_none_are_refused_with_their_line_and_nothing_of_the_row() {
    for cost in [
        "NaN",
        "Infinity",
        "1,5x",
        "canary",
        "1e999",
        "99999999999999999999999999999999999",
    ] {
        let file = focus(&[
            ("2026-03-02T00:00:00Z", "1", "USD", "A", ""),
            ("2026-03-02T00:00:00Z", &format!("\"{cost}\""), "USD", "A", ""),
        ]);
        let problem = import("focus", &[file], &request()).expect_err("refused");
        assert_eq!(
            (problem.code.id(), problem.message.as_str()),
            ("E601", "the cost is not a number"),
            "{cost}"
        );
        assert_eq!(problem.place.as_ref().map(|place| place.line), Some(3));
        assert!(!format!("{problem:?}").contains("canary"));
    }
    let large = "79228162514264337593543950335";
    let file = focus(&[
        ("2026-03-02T00:00:00Z", large, "USD", "A", ""),
        ("2026-03-02T00:00:00Z", large, "USD", "A", ""),
    ]);
    assert_eq!(
        refusal("focus", &[file], &request()).1,
        "the sum of the charges is too large"
    );
    let file = focus(&[("soon", "1", "USD", "A", "")]);
    assert_eq!(
        refusal("focus", &[file], &request()).1,
        "the charge's day cannot be read"
    );
}
