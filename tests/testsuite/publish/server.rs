//! An S3 server on this machine: a real one, in front of which requests are counted, and fail when a test says so. After
//! every request that writes it looks whether what the bucket serves has links that lead somewhere.

use super::links;
use hyper::service::service_fn;
use hyper::{Method, Response, StatusCode};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpError, HttpResponse};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

pub(super) const BUCKET: &str = "portfolio";
pub(super) const PREFIX: &str = "a/site";

/// What the server does to requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// Answers.
    Well,
    /// After so many more requests it answers none: with status 500, and nothing is done.
    FailsAfter(usize),
    /// The same, but what was asked for is done.
    FallsSilentAfter(usize),
    /// Asks to come again, so many times.
    Busy(usize),
    /// Never answers.
    Hangs,
}

/// One request as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// `PUT index.html`, `POST ?delete`, `GET ?list-type=2`: without bucket and prefix.
    pub(super) what: String,
    /// The content type that came with it.
    pub(super) kind: String,
    /// The cache control that came with it.
    pub(super) cache: String,
}

/// A running server; it ends with its value.
pub(super) struct Server {
    root: TempDir,
    port: u16,
    state: Arc<State>,
    _runtime: tokio::runtime::Runtime,
}

struct State {
    service: S3Service,
    site: PathBuf,
    mood: Mutex<Mood>,
    seen: Mutex<Vec<Seen>>,
    dangling: Mutex<Vec<String>>,
    /// One request that writes at a time, so that each state of the bucket is looked at.
    writing: tokio::sync::Mutex<()>,
}

impl Server {
    pub(super) fn start() -> Server {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join(BUCKET)).unwrap();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single("key", "secret"));
        let state = Arc::new(State {
            service: builder.build(),
            site: root.path().join(BUCKET).join(PREFIX),
            mood: Mutex::new(Mood::Well),
            seen: Mutex::default(),
            dangling: Mutex::default(),
            writing: tokio::sync::Mutex::default(),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)))
            .unwrap();
        let port = listener.local_addr().unwrap().port();
        runtime.spawn(serve(listener, Arc::clone(&state)));
        Server {
            root,
            port,
            state,
            _runtime: runtime,
        }
    }

    /// The variables that lead to it.
    pub(super) fn variables(&self) -> BTreeMap<String, String> {
        let pairs = [
            ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port)),
            ("AWS_ACCESS_KEY_ID", "key".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_REGION", "eu-west-1".to_owned()),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value)).into()
    }

    /// The folder in which it keeps what lies below the prefix.
    pub(super) fn site(&self) -> &Path {
        &self.state.site
    }

    /// The folder in which it keeps the bucket.
    pub(super) fn bucket(&self) -> PathBuf {
        self.root.path().join(BUCKET)
    }

    pub(super) fn is(&self, mood: Mood) {
        *self.state.mood.lock().unwrap() = mood;
    }

    /// The requests since this was last asked.
    pub(super) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state.seen.lock().unwrap())
    }

    /// The links that led nowhere at any moment.
    pub(super) fn dangling(&self) -> Vec<String> {
        self.state.dangling.lock().unwrap().clone()
    }
}

async fn serve(listener: tokio::net::TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let answer = service_fn(move |request| answer(Arc::clone(&state), request));
            // A client that goes away is no failure.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

async fn answer(state: Arc<State>, request: hyper::Request<hyper::body::Incoming>) -> Result<HttpResponse, HttpError> {
    state.seen.lock().unwrap().push(seen(&request));
    let mood = {
        let mut mood = state.mood.lock().unwrap();
        let now = *mood;
        *mood = match now {
            Mood::FailsAfter(left) => Mood::FailsAfter(left.saturating_sub(1)),
            Mood::FallsSilentAfter(left) => Mood::FallsSilentAfter(left.saturating_sub(1)),
            Mood::Busy(left) if left > 1 => Mood::Busy(left - 1),
            Mood::Busy(_) => Mood::Well,
            Mood::Well | Mood::Hangs => now,
        };
        now
    };
    match mood {
        Mood::FailsAfter(0) => return Ok(failure(StatusCode::INTERNAL_SERVER_ERROR, "InternalError")),
        Mood::Busy(_) => return Ok(failure(StatusCode::SERVICE_UNAVAILABLE, "SlowDown")),
        Mood::Hangs => std::future::pending().await,
        _ => {}
    }
    let writes = request.method() != Method::GET && request.method() != Method::HEAD;
    let turn = state.writing.lock().await;
    let answered = hyper::service::Service::call(&state.service, request).await;
    if writes {
        let dangling = links::dangling(&state.site);
        state.dangling.lock().unwrap().extend(dangling);
    }
    drop(turn);
    if mood == Mood::FallsSilentAfter(0) {
        return Ok(failure(StatusCode::INTERNAL_SERVER_ERROR, "InternalError"));
    }
    answered
}

fn failure(status: StatusCode, code: &str) -> HttpResponse {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>We are sorry.</Message></Error>");
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
}

fn seen(request: &hyper::Request<hyper::body::Incoming>) -> Seen {
    let header = |name: &str| {
        let value = request.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let path = request.uri().path().trim_start_matches(&format!("/{BUCKET}"));
    let path = path.trim_start_matches(&format!("/{PREFIX}")).trim_start_matches('/');
    let query = request
        .uri()
        .query()
        .map_or("", |query| query.split('&').next().unwrap_or_default());
    let query = if query.is_empty() || !path.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    Seen {
        what: format!("{} {path}{query}", request.method()),
        kind: header("content-type"),
        cache: header("cache-control"),
    }
}
