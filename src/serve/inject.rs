//! What a page is given on its way to the browser: a script, and the right to load it. Pure; nothing of it is ever written.

/// Where everything of the preview's own lies.
pub(super) const RESERVED: &str = "__preview/";

/// The script: shows what is wrong, says when the preview has ended, loads pages anew.
pub(super) const SCRIPT: &str = include_str!("preview.js");

const CSP: &str = "http-equiv=\"Content-Security-Policy\" content=\"";

/// A page with the script in it. `build` says which build the page is of, `host` where it was asked for.
pub(super) fn page(html: &str, build: &str, host: &str) -> String {
    let script = format!("<script src=\"/{RESERVED}script.js\" data-build=\"{build}\" defer></script>\n");
    let at = html
        .find("</head>")
        .or_else(|| html.find("<body"))
        .unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    let mut page = String::with_capacity(html.len() + 400);
    match policy(before) {
        Some((start, end)) => {
            page.push_str(&before[..start]);
            page.push_str(&allowing(&before[start..end], host));
            page.push_str(&before[end..]);
        }
        None => page.push_str(before),
    }
    page.push_str(&script);
    page.push_str(after);
    page
}

/// Where the page's Content-Security-Policy stands.
fn policy(head: &str) -> Option<(usize, usize)> {
    let start = head.find(CSP)? + CSP.len();
    let end = start + head[start..].find('"')?;
    Some((start, end))
}

/// A policy that allows the preview's own script and its events, and nothing else that it did not allow: what the
/// published page may not do, the preview does not hide.
fn allowing(policy: &str, host: &str) -> String {
    // A policy cannot name an IPv6 address.
    let own = if host.starts_with('[') {
        "'self'".to_owned()
    } else {
        format!("http://{host}/{RESERVED}")
    };
    let mut directives: Vec<String> = policy
        .split(';')
        .map(str::trim)
        .filter(|directive| !directive.is_empty())
        .map(str::to_owned)
        .collect();
    for name in ["script-src", "connect-src"] {
        let position = |wanted: &str, directives: &[String]| {
            directives
                .iter()
                .position(|directive| directive.split_whitespace().next() == Some(wanted))
        };
        let sources = |directive: &str| -> Vec<String> {
            let sources = directive.split_whitespace().skip(1);
            sources
                .filter(|source| *source != "'none'")
                .map(str::to_owned)
                .collect()
        };
        // What a policy does not name has the default's sources.
        let mut all = match (position(name, &directives), position("default-src", &directives)) {
            (Some(at), _) => sources(&directives.remove(at)),
            (None, Some(default)) => sources(&directives[default]),
            (None, None) => continue,
        };
        all.push(own.clone());
        directives.push(format!("{name} {}", all.join(" ")));
    }
    directives.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "127.0.0.1:1111";

    #[test]
    fn a_page_gets_the_script_at_the_end_of_its_head_and_nothing_else() {
        let html = "<!doctype html><html><head><title>A</title></head><body>B</body></html>";
        let expected = "<!doctype html><html><head><title>A</title>\
            <script src=\"/__preview/script.js\" data-build=\"1a\" defer></script>\n</head><body>B</body></html>";
        assert_eq!(page(html, "1a", HOST), expected);
    }

    #[test]
    fn a_page_without_a_head_gets_it_too() {
        assert!(page("<body>B", "1a", HOST).starts_with("<script src=\"/__preview/script.js\""));
        assert!(page("B", "1a", HOST).starts_with("B<script"));
    }

    #[test]
    fn the_policy_lets_in_what_is_injected_and_stays_as_strict_as_it_was() {
        let strict = "default-src 'none'; img-src data:; base-uri 'none'";
        assert_eq!(
            allowing(strict, HOST),
            "default-src 'none'; img-src data:; base-uri 'none'; \
             script-src http://127.0.0.1:1111/__preview/; connect-src http://127.0.0.1:1111/__preview/"
        );
        let usual = "default-src 'none'; script-src 'self'; connect-src 'none'";
        assert_eq!(
            allowing(usual, HOST),
            "default-src 'none'; script-src 'self' http://127.0.0.1:1111/__preview/; \
             connect-src http://127.0.0.1:1111/__preview/"
        );
        assert_eq!(allowing("img-src 'self'", HOST), "img-src 'self'");
        let inherited = allowing("default-src 'self'", "[::1]:1111");
        assert_eq!(
            inherited,
            "default-src 'self'; script-src 'self' 'self'; connect-src 'self' 'self'"
        );
    }

    #[test]
    fn the_default_theme_s_policy_is_found() {
        let html = "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n</head>";
        let page = page(html, "", "localhost:1");
        assert!(page.contains("script-src http://localhost:1/__preview/;"), "{page}");
        assert!(page.contains("<meta http-equiv=\"Content-Security-Policy\""), "{page}");
    }

    #[test]
    fn words_of_a_policy_in_the_text_of_a_page_stay() {
        let html =
            "<head></head><body><pre>http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"</pre>";
        assert!(page(html, "", HOST).ends_with("content=\"default-src 'none'\"</pre>"));
    }
}
