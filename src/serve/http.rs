//! Requests and answers: the guard first, then the preview's own files, then the site.

use super::guard::{self, Asked, Refusal};
use super::inject;
use super::stage::{Shown, Stage};
use crate::Refused;
use crate::publish::{HTML, content_type};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use std::convert::Infallible;
use std::future::Future;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::watch;

/// Answers whoever connects to a socket, until the program ends.
pub(super) async fn serve(socket: TcpListener, stage: Arc<Stage>, port: u16) {
    let Ok(listener) = tokio::net::TcpListener::from_std(socket) else {
        return;
    };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The machine is short of something, such as file handles: others may give some back.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let stage = Arc::clone(&stage);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, Arc::clone(&stage), port));
            let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // A browser that has gone away is no failure.
            let _ = connection.await;
        });
    }
}

type Answer = Response<Content>;

async fn answer(request: Request<Incoming>, stage: Arc<Stage>, port: u16) -> Result<Answer, Infallible> {
    let asked = Asked {
        method: request.method().clone(),
        hosts: texts(request.headers(), &header::HOST),
        authority: request.uri().authority().map(hyper::http::uri::Authority::as_str),
        origins: texts(request.headers(), &header::ORIGIN),
    };
    let host = match guard::admit(&asked, port) {
        Ok(host) => host.to_owned(),
        Err(refusal) => return Ok(refused(refusal)),
    };
    let path = match guard::within_site(request.uri().path()) {
        Ok(path) => path,
        Err(refusal) => return Ok(refused(refusal)),
    };
    Ok(match path.strip_prefix(inject::RESERVED) {
        Some("script.js") => finished(StatusCode::OK, content_type("script.js"), inject::SCRIPT.into()),
        Some("events") if request.method() == Method::GET => events(request.uri().query(), &stage),
        Some("events") => finished(StatusCode::OK, EVENTS, Bytes::new()),
        Some(_) => finished(StatusCode::NOT_FOUND, PLAIN, "There is no such file.\n".into()),
        None => {
            let shown = stage.now();
            let made = tokio::task::spawn_blocking(move || file(&shown, &path, &host)).await;
            made.unwrap_or_else(|_| {
                let words = "The page could not be made: this is a mistake in scorpfolio.\n";
                finished(StatusCode::INTERNAL_SERVER_ERROR, PLAIN, words.into())
            })
        }
    })
}

const PLAIN: &str = "text/plain; charset=utf-8";
const EVENTS: &str = "text/event-stream";

fn texts<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<Option<&'a str>> {
    headers.get_all(name).iter().map(|value| value.to_str().ok()).collect()
}

/// A file of the site, or its page for what is missing.
fn file(shown: &Shown, path: &str, host: &str) -> Answer {
    let Some(site) = &shown.site else {
        return page(StatusCode::SERVICE_UNAVAILABLE, NOTHING_YET, (shown, host));
    };
    let (status, path, made) = match site.file(path) {
        Some(made) => (StatusCode::OK, path, Some(made)),
        None => (StatusCode::NOT_FOUND, "404.html", site.file("404.html")),
    };
    match made {
        Some(Ok(made)) if content_type(path) == HTML => {
            page(status, &String::from_utf8_lossy(&made.bytes), (shown, host))
        }
        Some(Ok(made)) => finished(status, content_type(path), made.bytes.into()),
        // The check of all pages finds the same, and tells the page.
        Some(Err(Refused::Problems(_) | Refused::Publish(_))) => {
            page(StatusCode::INTERNAL_SERVER_ERROR, NOT_MADE, (shown, host))
        }
        None => finished(status, PLAIN, "There is no such file.\n".into()),
    }
}

const NOTHING_YET: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>No page yet</title>\n\
    </head>\n<body>\n<h1>No page yet</h1>\n<p>The content has errors. The page appears when they are corrected.</p>\n\
    </body>\n</html>\n";
const NOT_MADE: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>No such page now</title>\n\
    </head>\n<body>\n<h1>This page could not be made</h1>\n<p>Its template has an error. The page appears when that is \
    corrected.</p>\n</body>\n</html>\n";

fn page(status: StatusCode, html: &str, (shown, host): (&Shown, &str)) -> Answer {
    let html = inject::page(html, shown.build(), host);
    finished(status, HTML, html.into())
}

fn refused(refusal: Refusal) -> Answer {
    let mut answer = finished(refusal.status, PLAIN, format!("{}\n", refusal.message).into());
    if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
        answer
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    answer
}

fn finished(status: StatusCode, kind: &'static str, bytes: Bytes) -> Answer {
    respond(status, kind, Content::Finished(Some(bytes)))
}

fn respond(status: StatusCode, kind: &'static str, content: Content) -> Answer {
    let mut answer = Response::new(content);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Pages of other sites cannot show or run what is here.
    let same_origin = HeaderValue::from_static("same-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), same_origin);
    answer
}

/// Server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>): what is shown, and again
/// whenever that changes.
fn events(query: Option<&str>, stage: &Stage) -> Answer {
    let page = query
        .and_then(|query| query.strip_prefix("page="))
        .and_then(|page| percent_decode_str(page).decode_utf8().ok())
        .and_then(|page| guard::within_site(&page).ok());
    let open = page.map(|page| stage.opened(page));
    let mut follower = stage.follow();
    let next = Box::pin(async move {
        let _ = follower.changed().await;
        follower
    });
    respond(StatusCode::OK, EVENTS, Content::Events { next, _open: open })
}

type Next = Pin<Box<dyn Future<Output = watch::Receiver<Shown>> + Send>>;

/// The body of an answer.
enum Content {
    /// Bytes, until they are taken.
    Finished(Option<Bytes>),
    /// News, for as long as the page is open.
    Events {
        next: Next,
        /// Dropped with the connection.
        _open: Option<super::stage::Open>,
    },
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut *self {
            Self::Finished(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Events { next, .. } => {
                let Poll::Ready(mut follower) = next.as_mut().poll(context) else {
                    return Poll::Pending;
                };
                let event = format!("data: {}\n\n", follower.borrow_and_update().state);
                *next = Box::pin(async move {
                    if follower.changed().await.is_err() {
                        // The loop has ended, and the program is about to.
                        std::future::pending::<()>().await;
                    }
                    follower
                });
                Poll::Ready(Some(Ok(Frame::data(event.into()))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Finished(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Finished(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Self::Events { .. } => SizeHint::default(),
        }
    }
}
