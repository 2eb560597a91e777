//! Currencies: the codes of ISO 4217 and the signs that people write for them.
//!
//! No exchange rates, and no names: a metric has one currency, and nothing is ever converted.

/// A currency of ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    minor_digits: u32,
}

impl Currency {
    /// The currency of a code of three capital letters, or nothing if no such currency is in use.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [(0, NO_MINOR_UNIT), (2, HUNDREDTHS), (3, THOUSANDTHS)]
            .into_iter()
            .find_map(|(minor_digits, codes)| {
                let code = codes.split_ascii_whitespace().find(|each| *each == code)?;
                Some(Self { code, minor_digits })
            })
    }

    /// The currency that a sign such as `€` or `CA$` stands for. A bare `$` is the US dollar and a bare `¥` the yen;
    /// other dollars say which they are.
    #[must_use]
    pub fn of_sign(sign: &str) -> Option<Self> {
        let (_, code) = SIGNS.iter().find(|(each, _)| *each == sign)?;
        Self::of_code(code)
    }

    /// The currency whose sign `text` begins with, and what follows the sign.
    #[must_use]
    pub fn strip_sign(text: &str) -> Option<(Self, &str)> {
        // No sign is the beginning of another, so the order of the table does not matter.
        SIGNS.iter().find_map(|(sign, code)| {
            let rest = text.strip_prefix(sign)?;
            Some((Self::of_code(code)?, rest))
        })
    }

    /// Three capital letters: `EUR`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.code
    }

    /// The sign to print, `€`; the code where no sign is known everywhere.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        SIGNS
            .iter()
            .find(|(sign, code)| *code == self.code && sign.chars().count() == 1)
            .map_or(self.code, |(sign, _)| sign)
    }

    /// Digits of its smallest unit: 2 for cents, 0 for the yen.
    #[must_use]
    pub fn minor_digits(self) -> u32 {
        self.minor_digits
    }
}

// ISO 4217, list one, as published on 2026-01-01 by its maintenance agency, SIX Group
// (https://www.six-group.com/dam/download/financial-information/data-center/iso-currrency/lists/list-one.xml), without
// funds, metals, accounting and test codes: nobody pays a cloud bill in those. BGN left the list on that very day and
// stays here, because the reports of 2025 are in it.

const NO_MINOR_UNIT: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

const THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";

const HUNDREDTHS: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC \
    CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD \
    KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO \
    NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL \
    THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

/// Signs and their currencies. Signs of one character are printed too.
const SIGNS: [(&str, &str); 22] = [
    ("€", "EUR"),
    ("$", "USD"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₪", "ILS"),
    ("₴", "UAH"),
    ("₺", "TRY"),
    ("US$", "USD"),
    ("CA$", "CAD"),
    ("C$", "CAD"),
    ("AU$", "AUD"),
    ("A$", "AUD"),
    ("NZ$", "NZD"),
    ("SG$", "SGD"),
    ("S$", "SGD"),
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("R$", "BRL"),
    ("MX$", "MXN"),
    ("CN¥", "CNY"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn all_codes() -> impl Iterator<Item = &'static str> {
        [NO_MINOR_UNIT, HUNDREDTHS, THOUSANDTHS]
            .into_iter()
            .flat_map(str::split_ascii_whitespace)
    }

    #[test]
    fn every_code_is_three_capitals_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for code in all_codes() {
            assert!(
                code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase()),
                "{code}"
            );
            assert!(seen.insert(code), "{code} stands twice");
        }
        assert_eq!(seen.len(), 156);
    }

    #[test]
    fn minor_digits_are_those_of_the_standard() {
        for (code, digits) in [("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("HUF", 2), ("ISK", 0)] {
            let currency = Currency::of_code(code);
            assert_eq!(currency.map(Currency::minor_digits), Some(digits), "{code}");
        }
    }

    #[test]
    fn funds_metals_and_withdrawn_codes_are_no_currencies() {
        for code in ["XAU", "XXX", "XTS", "CHE", "HRK", "ANG", "eur", "EU", "AED AFN", ""] {
            assert_eq!(Currency::of_code(code), None, "{code}");
        }
    }

    #[test]
    fn every_sign_stands_for_a_currency_and_begins_no_other() {
        for (sign, code) in SIGNS {
            assert_eq!(Currency::of_sign(sign).map(Currency::code), Some(code), "{sign}");
            let others = SIGNS.iter().filter(|(other, _)| other.starts_with(sign));
            assert_eq!(others.count(), 1, "{sign}");
        }
    }

    #[test]
    fn a_currency_without_a_sign_of_its_own_prints_its_code() {
        for (code, symbol) in [
            ("USD", "$"),
            ("EUR", "€"),
            ("CAD", "CAD"),
            ("CNY", "CNY"),
            ("CHF", "CHF"),
        ] {
            let currency = Currency::of_code(code);
            assert_eq!(currency.map(Currency::symbol), Some(symbol), "{code}");
        }
    }
}
