//! The score of a vulnerability from its vector, for tools that give the vector alone.
//!
//! Equations and weights: CVSS v3.1, sections 7.1 and 7.4, FIRST, <https://www.first.org/cvss/v3.1/specification-document>.
//! Version 3.0 differs in how it rounds, which no base score shows. Versions 2 and 4 are not computed: what has only
//! those is unrated.

/// The base score, 0.0 to 10.0, of a vector such as `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N`.
#[must_use]
pub fn base_score(vector: &str) -> Option<f64> {
    let metrics = vector
        .strip_prefix("CVSS:3.1/")
        .or_else(|| vector.strip_prefix("CVSS:3.0/"))?;
    let value = |name: &str| {
        metrics
            .split('/')
            .find_map(|part| part.strip_prefix(name)?.strip_prefix(':'))
    };
    let weight = |name: &str, weights: &[(&str, f64)]| {
        let written = value(name)?;
        weights
            .iter()
            .find(|(word, _)| *word == written)
            .map(|(_, weight)| *weight)
    };
    let is_changed = match value("S")? {
        "C" => true,
        "U" => false,
        _ => return None,
    };
    let (low, high) = if is_changed { (0.68, 0.5) } else { (0.62, 0.27) };
    let vector = weight("AV", &[("N", 0.85), ("A", 0.62), ("L", 0.55), ("P", 0.2)])?;
    let complexity = weight("AC", &[("L", 0.77), ("H", 0.44)])?;
    let privileges = weight("PR", &[("N", 0.85), ("L", low), ("H", high)])?;
    let interaction = weight("UI", &[("N", 0.85), ("R", 0.62)])?;
    let kept = |name: &str| weight(name, &[("H", 0.56), ("L", 0.22), ("N", 0.0)]).map(|weight| 1.0 - weight);
    let base = 1.0 - kept("C")? * kept("I")? * kept("A")?;
    let impact = if is_changed {
        7.52 * (base - 0.029) - 3.25 * (base - 0.02).powi(15)
    } else {
        6.42 * base
    };
    if impact <= 0.0 {
        return Some(0.0);
    }
    let both = impact + 8.22 * vector * complexity * privileges * interaction;
    Some(rounded_up(if is_changed { 1.08 * both } else { both }.min(10.0)))
}

/// The next tenth, unless the number is one to five digits: appendix A of the specification.
fn rounded_up(number: f64) -> f64 {
    let hundred_thousandths = (number * 100_000.0).round();
    (hundred_thousandths / 10_000.0).ceil() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors and scores that the National Vulnerability Database publishes.
    #[test]
    fn published_vectors_have_their_published_scores() {
        for (vector, score) in [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
            ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
            ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H", 5.5),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N", 3.7),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ] {
            let found = base_score(vector).expect("a vector");
            assert!((found - score).abs() < 1e-9, "{vector}: {found}");
        }
    }

    #[test]
    fn what_is_no_vector_of_version_3_has_no_score() {
        for vector in [
            "",
            "AV:N/AC:L/Au:N/C:N/I:P/A:N",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N",
            "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
        ] {
            assert_eq!(base_score(vector), None, "{vector}");
        }
    }
}
