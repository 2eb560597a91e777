//! Problems as workflow commands, which GitHub shows as annotations on a pull request.
//!
//! Form: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use crate::diagnostic::Diagnostic;

/// Renders one command a line.
#[must_use]
pub fn render(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(command).collect::<Vec<String>>().concat()
}

fn command(diagnostic: &Diagnostic) -> String {
    let mut properties = Vec::new();
    if let Some(place) = &diagnostic.place {
        properties.push(format!("file={}", property(&place.file)));
        if place.line > 0 {
            properties.push(format!("line={},col={}", place.line, place.column));
        }
    }
    properties.push(format!(
        "title={}",
        property(&format!("scorpfolio {}", diagnostic.code.id()))
    ));
    let message = data(&format!("{}\n{}", diagnostic.message, diagnostic.cure));
    format!("::{} {}::{message}\n", diagnostic.severity.word(), properties.join(","))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};

    #[test]
    fn what_would_end_a_command_is_escaped() {
        let problem = Diagnostic::new(Code::UnknownKey, "100 % wrong,\nreally", "a: b").at(Place::span(
            "a,b:c.toml",
            "x = 1",
            0..1,
        ));
        assert_eq!(
            render(&[problem]),
            "::error file=a%2Cb%3Ac.toml,line=1,col=1,title=scorpfolio E202::100 %25 wrong,%0Areally%0Aa: b\n"
        );
    }
}
