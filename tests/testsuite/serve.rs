//! The preview as a browser meets it: the program itself, asked over plain TCP.
//!
//! Nothing here sleeps: a test reads the preview's own news, and fails when they do not come.

use crate::harness::{Folder, files};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

/// How long anything may take on a machine that is busy with other tests.
const DEADLINE: Duration = Duration::from_mins(1);

/// A preview that runs; it is killed at the end of the test.
struct Preview {
    process: Child,
    stderr: BufReader<ChildStderr>,
    /// What it said before it could be asked.
    began: String,
    port: u16,
}

impl Preview {
    fn of(folder: &Folder, more: &[&str]) -> Self {
        Self::at(folder, 0, more)
    }

    fn at(folder: &Folder, port: u16, more: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_scorpfolio"))
            .args(["serve", "--root"])
            .arg(folder.path())
            .args(["--port", &port.to_string()])
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut stderr = BufReader::new(process.stderr.take().expect("a pipe"));
        let mut began = String::new();
        let port = loop {
            assert!(stderr.read_line(&mut began).expect("text") > 0, "it ended: {began}");
            if let Some((_, rest)) = began.split_once("http://127.0.0.1:") {
                let port = rest.split('/').next().expect("a port");
                break port.parse().expect("a number");
            }
        };
        Self {
            process,
            stderr,
            began,
            port,
        }
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.host()).expect("it listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a deadline");
        stream
    }

    /// Sends a request as it stands, and gives the whole answer.
    fn raw(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer before the deadline");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn ask(&self, method: &str, path: &str, more: &str) -> String {
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{more}\r\n",
            self.host()
        ))
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path, "")
    }

    fn news(&self, page: &str) -> News {
        let mut stream = self.connect();
        let request = format!(
            "GET /__preview/events?page={} HTTP/1.1\r\nHost: {}\r\n\r\n",
            page.replace('/', "%2F"),
            self.host()
        );
        stream.write_all(request.as_bytes()).expect("sent");
        News(BufReader::new(stream))
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a page is told.
struct News(BufReader<TcpStream>);

impl News {
    fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            let length = self.0.read_line(&mut line).expect("news before the deadline");
            assert!(length > 0, "the preview hung up");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).expect("JSON");
            }
        }
    }

    /// The first news of which `wanted` holds.
    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let news = self.next();
            if wanted(&news) {
                return news;
            }
        }
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("no answer")
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

fn has_problems(news: &Value) -> bool {
    news["problems"].as_array().is_some_and(|problems| !problems.is_empty())
}

const REPORT: &str = "content/teams/alpha/reports/2026-02-01.toml";

fn report(win: &str) -> String {
    format!("[metrics]\nerrors = 3\navailability = 99.95\n[[wins]]\ntext = \"{win}\"\n")
}

#[test]
fn an_edit_reaches_the_page_and_nothing_is_written() {
    let folder = Folder::right();
    let preview = Preview::of(&folder, &[]);
    let before = files(folder.path());
    let path = "/teams/alpha/2026-02-01.html";
    let page = preview.get(path);
    assert_eq!(status(&page), "200");
    assert!(page.contains("cache-control: no-store"), "{page}");
    let mut news = preview.news(path);
    let first = news.next()["build"].as_str().expect("a build").to_owned();
    assert!(page.contains(&format!("data-build=\"{first}\"")), "{page}");

    folder.write(REPORT, &report("Nobody was woken"));
    let second = news.until(|news| news["build"] != *first);
    assert!(!has_problems(&second), "{second}");
    let page = preview.get(path);
    assert!(page.contains("Nobody was woken"), "{page}");
    assert!(page.contains(second["build"].as_str().expect("a build")), "{page}");

    let mut after = files(folder.path());
    after.insert(REPORT.to_owned(), before[REPORT].clone());
    assert_eq!(after, before, "a preview writes nothing");
}

#[test]
fn pages_are_those_of_a_build_but_for_the_script() {
    let folder = Folder::right();
    folder.build();
    let preview = Preview::of(&folder, &[]);
    let script = "<script src=\"/__preview/script.js\" data-build=\"";
    for (path, bytes) in folder.site() {
        let answer = preview.get(&format!("/{path}"));
        assert_eq!(status(&answer), "200", "{path}");
        let shown = body(&answer);
        let built = String::from_utf8(bytes).expect("text");
        if !answer.contains("content-type: text/html") {
            assert_eq!(shown, built, "{path}");
            continue;
        }
        assert_eq!(shown.matches(script).count(), 1, "{path}");
        assert!(!built.contains("__preview"), "{path}");
        let plain = |html: &str| -> Vec<String> {
            // A tag begins a line: pages are published without most line ends.
            let own = |line: &&str| {
                let ours = line.contains(script) || *line == "</script>" || line.contains("Content-Security-Policy");
                !line.is_empty() && !ours
            };
            html.replace('<', "\n<")
                .lines()
                .filter(own)
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(plain(shown), plain(&built), "{path}");
    }
    assert!(preview.get("/version.json").contains("\"as_of\": \"2026-02-10\""));
}

#[test]
fn an_error_stands_over_the_last_good_page_until_it_is_corrected() {
    let folder = Folder::right();
    let mut preview = Preview::of(&folder, &[]);
    let path = "/teams/alpha/2026-02-01.html";
    let mut news = preview.news(path);
    let first = news.next();

    folder.write(REPORT, &report("Half").replace("availability", "availabilty"));
    let refused = news.until(has_problems);
    assert_eq!(refused["build"], first["build"]);
    let problem = &refused["problems"][0];
    assert_eq!(problem["cure"], "did you mean `availability`?");
    assert_eq!(problem["places"][0]["file"], REPORT);
    assert_eq!(problem["places"][0]["line"], 3);
    assert_eq!(problem["places"][0]["marked"], "availabilty");
    assert!(preview.get(path).contains("A win"), "the last good page");
    let mut said = String::new();
    while !said.contains("the last good site is still shown") {
        assert!(preview.stderr.read_line(&mut said).expect("text") > 0, "{said}");
    }
    assert!(said.contains("availabilty"), "{said}");

    folder.write(REPORT, &report("Whole"));
    let right = news.until(|news| !has_problems(news));
    assert_ne!(right["build"], first["build"]);
    assert!(preview.get(path).contains("Whole"));
}

#[test]
fn an_error_that_is_taken_back_is_over() {
    let folder = Folder::right();
    let preview = Preview::of(&folder, &[]);
    let mut news = preview.news("/");
    let first = news.next();
    let right = folder.read(REPORT);
    folder.write(REPORT, "metrics = = 1\n");
    news.until(has_problems);
    folder.write(REPORT, &right);
    assert_eq!(news.until(|news| !has_problems(news)), first);
}

#[test]
fn an_error_on_a_page_that_is_not_open_brings_the_last_good_site_back() {
    let folder = Folder::right();
    folder.write("content/pages/other.md", "+++\ntitle = \"Other\"\n+++\nText.\n");
    let preview = Preview::of(&folder, &[]);
    // Another page than the one that breaks is open: only the check of all pages can find it.
    let mut news = preview.news("/");
    let first = news.next();
    folder.write("themes/ours/templates/page.html", "{{ nothing.of.this }}");
    let configuration = folder
        .read("scorpfolio.toml")
        .replace("as_of", "theme = \"ours\"\nas_of");
    folder.write("scorpfolio.toml", &configuration);
    let refused = news.until(|news| has_problems(news) && news["build"] == first["build"]);
    let file = refused["problems"][0]["places"][0]["file"].as_str().expect("a file");
    assert!(file.starts_with("themes/ours/templates/"), "{refused}");
    let page = preview.get("/pages/other.html");
    assert_eq!(status(&page), "200");
    assert!(page.contains("Text."), "{page}");
}

#[test]
fn content_with_errors_from_the_start_is_waited_for() {
    let folder = Folder::right();
    let right = folder.read(REPORT);
    folder.write(REPORT, "metrics = = 1\n");
    let preview = Preview::of(&folder, &[]);
    let page = preview.get("/");
    assert_eq!(status(&page), "503");
    assert!(page.contains("data-build=\"\""), "{page}");
    let mut news = preview.news("/");
    assert!(has_problems(&news.next()));
    folder.write(REPORT, &right);
    news.until(|news| news["build"] != "");
    assert_eq!(status(&preview.get("/")), "200");
}

#[test]
fn new_folders_and_themes_are_seen_and_so_is_a_file_that_goes() {
    let folder = Folder::right();
    let preview = Preview::of(&folder, &[]);
    let mut news = preview.news("/");
    let mut build = news.next()["build"].clone();
    let mut changed = |preview: &Preview, path: &str, words: &str, is_there: bool| {
        // A folder may be seen before the file in it.
        loop {
            build = news.until(|news| news["build"] != build && !has_problems(news))["build"].clone();
            if preview.get(path).contains(words) == is_there {
                return;
            }
        }
    };
    folder.write("content/teams/gamma/team.toml", "name = \"Gamma rays\"\n");
    changed(&preview, "/teams.html", "Gamma rays", true);
    folder.write("themes/ours/assets/own.css", "body{color:red}");
    folder.write(
        "themes/ours/templates/404.html",
        "<link rel=\"stylesheet\" href=\"own.css\">Our own page",
    );
    let configuration = folder
        .read("scorpfolio.toml")
        .replace("as_of", "theme = \"ours\"\nas_of");
    folder.write("scorpfolio.toml", &configuration);
    changed(&preview, "/nothing.html", "Our own page", true);
    folder.write(
        "themes/ours/templates/404.html",
        "<link rel=\"stylesheet\" href=\"own.css\">Another page",
    );
    changed(&preview, "/nothing.html", "Another page", true);
    folder.remove("content/teams/gamma/team.toml");
    changed(&preview, "/teams.html", "Gamma rays", false);
}

#[test]
fn files_can_be_looked_at_again_and_again_instead() {
    let folder = Folder::right();
    let preview = Preview::of(&folder, &["--poll"]);
    assert!(preview.began.contains("twice a second"), "{}", preview.began);
    let mut news = preview.news("/");
    let first = news.next();
    folder.write(REPORT, &report("Seen by looking"));
    news.until(|news| news["build"] != first["build"]);
    assert!(preview.get("/teams/alpha/2026-02-01.html").contains("Seen by looking"));
}

#[test]
fn a_foreign_host_or_origin_gets_nothing() {
    let folder = Folder::right();
    let preview = Preview::of(&folder, &[]);
    let port = preview.port;
    for host in [
        "example.org".to_owned(),
        format!("example.org:{port}"),
        "127.0.0.1".to_owned(),
    ] {
        for path in ["/", "/__preview/events", "/data/portfolio.json"] {
            let answer = preview.raw(&format!(
                "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            ));
            assert_eq!(status(&answer), "403", "{host}{path}");
            assert!(!answer.contains("Alpha") && !answer.contains("build"), "{answer}");
        }
    }
    assert_ne!(status(&preview.raw("GET / HTTP/1.0\r\n\r\n")), "200");
    let absolute = format!(
        "GET http://example.org/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        preview.host()
    );
    assert_eq!(status(&preview.raw(&absolute)), "403");
    assert_eq!(
        status(&preview.ask("GET", "/", "Origin: http://example.org\r\n")),
        "403"
    );
    assert_eq!(status(&preview.ask("GET", "/", "Origin: null\r\n")), "403");
    let own = format!("Origin: http://{}\r\n", preview.host());
    assert_eq!(status(&preview.ask("GET", "/", &own)), "200");
    let by_name = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    assert_eq!(status(&preview.raw(&by_name)), "200");
}

#[test]
fn only_the_site_can_be_read() {
    let folder = Folder::right();
    folder.write("secret.txt", "hidden words");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("secret.txt"), folder.path().join("link.html")).expect("a link");
    let preview = Preview::of(&folder, &[]);
    let paths = [
        "/secret.txt",
        "/link.html",
        "/scorpfolio.toml",
        "/content/metrics.toml",
        "/build.json",
        "/__preview/",
        "/../secret.txt",
        "/teams/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
    ];
    for path in paths {
        let answer = preview.get(path);
        assert!(["400", "404"].contains(&status(&answer)), "{path}: {answer}");
        let leaks = ["hidden words", "as_of", "[availability]", "root:"];
        assert!(!leaks.iter().any(|words| answer.contains(words)), "{path}: {answer}");
    }
}

#[test]
fn what_is_missing_gets_the_site_s_own_page() {
    let folder = Folder::right();
    let preview = Preview::of(&folder, &[]);
    let answer = preview.get("/teams/nobody.html");
    assert_eq!(status(&answer), "404");
    assert!(
        answer.contains("There is no such page") && answer.contains("/__preview/script.js"),
        "{answer}"
    );
}

#[test]
fn a_preview_can_be_read_and_nothing_else() {
    let folder = Folder::right();
    let preview = Preview::of(&folder, &[]);
    let head = preview.ask("HEAD", "/index.html", "");
    assert_eq!((status(&head), body(&head)), ("200", ""));
    let length = format!("content-length: {}\r\n", body(&preview.get("/index.html")).len());
    assert!(head.contains(&length), "{head}");
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = preview.ask(method, "/index.html", "Content-Length: 0\r\n");
        assert_eq!(status(&answer), "405", "{method}");
        assert!(answer.contains("allow: GET, HEAD"), "{answer}");
    }
}

#[test]
fn a_taken_port_leads_to_the_next_free_one_and_two_previews_of_a_folder_get_along() {
    let folder = Folder::right();
    let first = Preview::of(&folder, &[]);
    let port = first.port;
    let second = Preview::at(&folder, port, &[]);
    assert!(second.port > first.port);
    assert!(
        second.began.contains(&format!("port {port} is taken")),
        "{}",
        second.began
    );
    assert_eq!(status(&first.get("/")), "200");
    assert_eq!(status(&second.get("/")), "200");
}

#[test]
fn without_a_portfolio_there_is_nothing_to_wait_for() {
    let folder = Folder::empty();
    let ended = Command::new(env!("CARGO_BIN_EXE_scorpfolio"))
        .args(["serve", "--port", "0", "--root"])
        .arg(folder.path())
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("there is no scorpfolio.toml"), "{said}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly() {
    let folder = Folder::right();
    let mut preview = Preview::of(&folder, &[]);
    let mut news = preview.news("/");
    news.next();
    let process = preview.process.id().to_string();
    let sent = Command::new("kill")
        .args(["-INT", &process])
        .status()
        .expect("kill runs");
    assert!(sent.success());
    let mut said = String::new();
    preview.stderr.read_to_string(&mut said).expect("text to its end");
    assert!(said.contains("the preview has ended"), "{said}");
    assert_eq!(preview.process.wait().expect("its end").code(), Some(0));
}
