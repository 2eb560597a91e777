//! Which requests are answered: those of a browser that was pointed here, for a path of the site. Pure.
//!
//! A page of another site that a reader has open may send requests to this server too. A name of its own that it has
//! made to lead to 127.0.0.1 (DNS rebinding) stands in `Host`; its own address stands in `Origin`.

use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The status of the answer.
    pub(super) status: StatusCode,
    /// What is wrong, and what to do.
    pub(super) message: &'static str,
}

const FOREIGN: Refusal = Refusal {
    status: StatusCode::FORBIDDEN,
    message: "This preview answers only to its own address. Open the one that `scorpfolio serve` printed.",
};
const METHOD: Refusal = Refusal {
    status: StatusCode::METHOD_NOT_ALLOWED,
    message: "A preview can be read and nothing else: GET and HEAD.",
};
const PATH: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    message: "This is not a path within the site.",
};

/// What a request says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked<'a> {
    /// `GET`, `HEAD` or another.
    pub(super) method: Method,
    /// Every `Host` header, as far as it is text.
    pub(super) hosts: Vec<Option<&'a str>>,
    /// The host within the address asked for, if it has one.
    pub(super) authority: Option<&'a str>,
    /// Every `Origin` header, as far as it is text.
    pub(super) origins: Vec<Option<&'a str>>,
}

/// Whether a request may be answered on this port; if so, the host it was sent to.
pub(super) fn admit<'a>(asked: &Asked<'a>, port: u16) -> Result<&'a str, Refusal> {
    let own = own_hosts(port);
    let is_own = |host: &str| own.iter().any(|own| own.eq_ignore_ascii_case(host));
    let [Some(host)] = asked.hosts[..] else {
        return Err(FOREIGN);
    };
    let origin_is_own =
        |origin: Option<&str>| origin.is_some_and(|origin| origin.strip_prefix("http://").is_some_and(is_own));
    if !is_own(host) || !asked.authority.is_none_or(is_own) || !asked.origins.iter().copied().all(origin_is_own) {
        return Err(FOREIGN);
    }
    if asked.method == Method::GET || asked.method == Method::HEAD {
        Ok(host)
    } else {
        Err(METHOD)
    }
}

/// Names that nobody else can make lead here.
fn own_hosts(port: u16) -> Vec<String> {
    let names = ["127.0.0.1", "localhost", "[::1]"];
    let mut own: Vec<String> = names.iter().map(|name| format!("{name}:{port}")).collect();
    if port == 80 {
        own.extend(names.map(str::to_owned));
    }
    own
}

/// The path within the site that a request's path means: decoded, without the first `/`, `index.html` for a folder.
pub(super) fn within_site(path: &str) -> Result<String, Refusal> {
    let encoded = path.strip_prefix('/').ok_or(PATH)?;
    let decoded = percent_decode_str(encoded).decode_utf8().map_err(|_| PATH)?;
    let (folder, name) = decoded.rsplit_once('/').unwrap_or(("", &decoded));
    let is_plain = |part: &str| !matches!(part, "" | "." | "..");
    let plain = (folder.is_empty() && !decoded.starts_with('/') || folder.split('/').all(is_plain))
        && (name.is_empty() || is_plain(name))
        && !decoded.contains(['\\', ':'])
        && !decoded.contains(char::is_control);
    match plain {
        true if name.is_empty() => Ok(format!("{decoded}index.html")),
        true => Ok(decoded.into_owned()),
        false => Err(PATH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked<'a>(host: &'a str, origin: Option<&'a str>) -> Asked<'a> {
        Asked {
            method: Method::GET,
            hosts: vec![Some(host)],
            authority: None,
            origins: origin.into_iter().map(Some).collect(),
        }
    }

    #[test]
    fn a_browser_on_this_machine_is_answered() {
        for host in ["127.0.0.1:1111", "localhost:1111", "LOCALHOST:1111", "[::1]:1111"] {
            assert_eq!(admit(&asked(host, None), 1111), Ok(host));
            let origin = format!("http://{host}");
            assert_eq!(admit(&asked(host, Some(&origin)), 1111), Ok(host));
        }
        assert_eq!(admit(&asked("localhost", None), 80), Ok("localhost"));
    }

    #[test]
    fn a_foreign_host_or_origin_is_refused() {
        let hosts = [
            "example.org",
            "example.org:1111",
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost.example.org:1111",
            "127.0.0.1.nip.io:1111",
            "user@127.0.0.1:1111",
            "192.168.0.7:1111",
            "",
        ];
        for host in hosts {
            assert_eq!(admit(&asked(host, None), 1111), Err(FOREIGN), "{host}");
        }
        for origin in [
            "http://example.org",
            "null",
            "https://127.0.0.1:1111",
            "http://127.0.0.1:2222",
            "",
        ] {
            let refused = admit(&asked("127.0.0.1:1111", Some(origin)), 1111);
            assert_eq!(refused, Err(FOREIGN), "{origin}");
        }
    }

    #[test]
    fn no_host_two_hosts_and_a_foreign_host_in_the_address_are_refused() {
        let right = asked("127.0.0.1:1111", None);
        let none = Asked {
            hosts: Vec::new(),
            ..right.clone()
        };
        let two = Asked {
            hosts: vec![Some("127.0.0.1:1111"), Some("example.org")],
            ..right.clone()
        };
        let unreadable = Asked {
            hosts: vec![None],
            ..right.clone()
        };
        let address = Asked {
            authority: Some("example.org"),
            ..right
        };
        for asked in [none, two, unreadable, address] {
            assert_eq!(admit(&asked, 1111), Err(FOREIGN), "{asked:?}");
        }
    }

    #[test]
    fn only_reading_is_answered() {
        for method in [
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::OPTIONS,
            Method::CONNECT,
        ] {
            let asked = Asked {
                method,
                ..asked("127.0.0.1:1111", None)
            };
            assert_eq!(admit(&asked, 1111), Err(METHOD));
        }
    }

    #[test]
    fn a_path_of_the_site_is_decoded_and_a_folder_means_its_index() {
        let cases = [
            ("/", "index.html"),
            ("/index.html", "index.html"),
            ("/teams/checkout/2026-08-16.html", "teams/checkout/2026-08-16.html"),
            ("/teams/", "teams/index.html"),
            ("/files/a%20b%2Fc.png", "files/a b/c.png"),
            ("/files/%C3%A9.png", "files/é.png"),
            ("/files/a..b.png", "files/a..b.png"),
            ("/.nojekyll", ".nojekyll"),
        ];
        for (path, expected) in cases {
            assert_eq!(within_site(path).as_deref(), Ok(expected), "{path}");
        }
    }

    #[test]
    fn a_path_that_leads_out_of_the_site_is_refused() {
        let paths = [
            "",
            "*",
            "/..",
            "/../scorpfolio.toml",
            "/teams/../../scorpfolio.toml",
            "/%2e%2e/scorpfolio.toml",
            "/%2E%2E%2Fscorpfolio.toml",
            "/teams/..%2f..%2fscorpfolio.toml",
            "/..%5cscorpfolio.toml",
            "/.",
            "/./index.html",
            "//etc/passwd",
            "//",
            "/%2fetc/passwd",
            "/teams//checkout.html",
            "/C:/Windows/win.ini",
            "/index.html%00.png",
            "/%ff",
        ];
        for path in paths {
            assert_eq!(within_site(path), Err(PATH), "{path}");
        }
    }
}
