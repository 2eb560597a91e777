//! What can go wrong while a site is published: what happened, what is served now, and the cure in words.

use super::plan::Refusal;
use super::record::RECORD;
use crate::publish::Part;
use crate::publish::error::some;
use object_store::client::{HttpError, HttpErrorKind};
use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a site was not published. [`UploadError::message`] says what happened, [`UploadError::cure`] what to do about it.
#[derive(Debug)]
pub enum UploadError {
    /// The output folder holds no whole site.
    NotBuilt {
        /// The output folder.
        output: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// The output folder holds a part of a site.
    Part {
        /// The output folder.
        output: PathBuf,
        /// Which part.
        part: Part,
    },
    /// A file of the site is not as it was built.
    Touched {
        /// The file.
        path: PathBuf,
    },
    /// A file of this machine cannot be read.
    Reading {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The site and the place for it contain one another.
    Overlap {
        /// The output folder.
        output: PathBuf,
        /// The folder to publish to.
        target: PathBuf,
    },
    /// A symbolic link lies where a file or folder of the site should be.
    Link {
        /// The link.
        path: PathBuf,
    },
    /// What lies there does not allow it.
    Refused {
        /// The bucket and prefix, or the folder.
        target: String,
        /// Why.
        refusal: Refusal,
    },
    /// The storage refused, or did not answer.
    Storage {
        /// What was being done: `read`, `write`…
        doing: &'static str,
        /// The bucket and prefix, or the folder, with the object.
        place: String,
        /// What kind of trouble it is.
        trouble: Trouble,
        /// What the storage said.
        said: String,
        /// What is served now.
        served: Served,
    },
}

/// Kinds of trouble with a storage, each with a cure of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such bucket.
    NoBucket,
    /// The credentials are not known, do not fit, or are over.
    Credentials,
    /// There are no credentials.
    NoCredentials,
    /// The credentials do not allow it.
    Denied,
    /// The bucket is in another region.
    Region,
    /// This machine's clock is wrong.
    Clock,
    /// No answer came in time.
    Slow,
    /// No connection came about.
    Unreachable,
    /// The server's certificate is not trusted.
    Certificate,
    /// What is sent could be read on its way.
    Unencrypted,
    /// The server failed, and failed again.
    Server,
    /// Anything else.
    Other,
}

/// What is served after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// What was served before.
    AsBefore,
    /// Pages of both builds, with links that lead somewhere.
    Both,
    /// The new site; files of the old one are left.
    New,
}

impl UploadError {
    pub(super) fn reading(path: &Path, source: io::Error) -> UploadError {
        UploadError::Reading {
            path: path.to_path_buf(),
            source,
        }
    }

    pub(super) fn storage(doing: &'static str, place: String, error: &object_store::Error) -> UploadError {
        let texts = texts(error);
        UploadError::Storage {
            doing,
            place,
            trouble: trouble(error, &texts),
            said: said(&texts),
            served: Served::AsBefore,
        }
    }

    /// The same error, when this is what is served.
    pub(super) fn while_served(mut self, now: Served) -> UploadError {
        if let UploadError::Storage { served, .. } = &mut self {
            *served = now;
        }
        self
    }

    /// What happened, in one line, or in a few with the objects it concerns.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            UploadError::NotBuilt { output, reason } => {
                format!("`{}` holds no site to publish: {reason}", output.display())
            }
            UploadError::Part { output, part } => {
                format!(
                    "`{}` holds no site to publish: it holds {part} of one",
                    output.display()
                )
            }
            UploadError::Touched { path } => {
                format!("`{}` is not as it was built", path.display())
            }
            UploadError::Reading { path, source } => format!("cannot read `{}`: {source}", path.display()),
            UploadError::Overlap { output, target } => format!(
                "the site in `{}` and the folder to publish to, `{}`, contain one another",
                output.display(),
                target.display()
            ),
            UploadError::Link { path } => format!("a symbolic link is in the way at `{}`", path.display()),
            UploadError::Refused { target, refusal } => refused(target, refusal),
            UploadError::Storage {
                doing,
                place,
                said,
                served,
                ..
            } => format!("cannot {doing} `{place}`: {said}; {served}"),
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn cure(&self) -> String {
        match self {
            UploadError::NotBuilt { .. } => "run `scorpfolio build`, or name its folder with `--output`".to_owned(),
            UploadError::Part { .. } => {
                "make the site of all its parts with `scorpfolio build --merge DIR...`, and publish that".to_owned()
            }
            UploadError::Touched { .. } => {
                "run `scorpfolio build` again, which restores it, and publish then".to_owned()
            }
            UploadError::Reading { .. } => "see what lies at that path, and build again".to_owned(),
            UploadError::Overlap { .. } => "publish to a folder beside the site".to_owned(),
            UploadError::Link { .. } => "remove the link, or publish to another folder".to_owned(),
            UploadError::Refused { refusal, .. } => cure_of(refusal),
            UploadError::Storage { trouble, .. } => trouble.cure().to_owned(),
        }
    }
}

impl Trouble {
    fn cure(self) -> &'static str {
        match self {
            Trouble::NoBucket => {
                "create the bucket first, or correct its name; AWS_ENDPOINT_URL and AWS_REGION must be its own"
            }
            Trouble::Credentials => {
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN if they are temporary, to valid ones"
            }
            Trouble::NoCredentials => {
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; a profile is put there by `aws configure export-credentials --format env`"
            }
            Trouble::Denied => {
                "allow s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject below the prefix, to whom the credentials belong"
            }
            Trouble::Region => "set AWS_REGION to the region of the bucket",
            Trouble::Clock => "set the clock of this machine",
            Trouble::Slow => {
                "publish again: what is there is not put again; give a slow line more time with `--timeout`"
            }
            Trouble::Unreachable => {
                "see that AWS_ENDPOINT_URL and AWS_REGION are right and that this machine reaches them"
            }
            Trouble::Certificate => {
                "see that AWS_ENDPOINT_URL is right; an authority of your own belongs among the system's certificates, or in SSL_CERT_FILE"
            }
            Trouble::Unencrypted => {
                "begin AWS_ENDPOINT_URL with `https://`, or allow what can be read on its way: AWS_ALLOW_HTTP=true"
            }
            Trouble::Server => "publish again in a while: what is there is not put again",
            Trouble::Other => "correct that and publish again: what is there is not put again",
        }
    }
}

impl fmt::Display for UploadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())
    }
}

impl Error for UploadError {}

impl fmt::Display for Served {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Served::AsBefore => "what is served is as it was before",
            Served::Both => "pages of both builds are served, and their links lead somewhere",
            Served::New => "the new site is served, files of the old one are left",
        })
    }
}

fn refused(target: &str, refusal: &Refusal) -> String {
    match refusal {
        Refusal::OtherAudience { there, wanted } => {
            format!("`{target}` holds a site for the audience `{there}`, this one is for `{wanted}`")
        }
        Refusal::Foreign { reason, objects } => format!(
            "`{target}` holds {} that scorpfolio did not put there ({reason}){}",
            files(objects.len()),
            some(objects)
        ),
        Refusal::WholeBucket { objects } => format!(
            "`{target}` is a whole bucket, and holds {} that scorpfolio did not put there{}",
            files(objects.len()),
            some(objects)
        ),
        Refusal::InTheWay { objects } => format!(
            "`{target}` holds {} that scorpfolio did not put there, under names of the site{}",
            files(objects.len()),
            some(objects)
        ),
        Refusal::OtherSite { folders } => format!(
            "`--delete` would remove what looks like {} below `{target}`{}",
            if folders.len() == 1 {
                "another site"
            } else {
                "other sites"
            },
            some(folders)
        ),
    }
}

fn cure_of(refusal: &Refusal) -> String {
    match refusal {
        Refusal::OtherAudience { .. } => {
            "give each audience a prefix of its own, or empty this one by hand first".to_owned()
        }
        Refusal::Foreign { objects, .. } => format!(
            "publish under another prefix, or use `--delete`: it removes {} for good (`--delete --dry-run` lists them)",
            if objects.len() == 1 {
                "that file"
            } else {
                "all of these"
            }
        ),
        Refusal::WholeBucket { .. } => {
            "publish under a prefix, such as `s3://bucket/site`; `--delete` never empties a whole bucket".to_owned()
        }
        Refusal::InTheWay { .. } => {
            format!(
                "move them away; `--delete` replaces them, and removes everything else that neither `build.json` nor `{RECORD}` names"
            )
        }
        Refusal::OtherSite { .. } => {
            "publish without `--delete`, or move one of the two to a prefix beside the other".to_owned()
        }
    }
}

fn files(count: usize) -> String {
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

fn chain(error: &object_store::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(Some(error as &(dyn Error + 'static)), |error| (*error).source())
}

/// What an error and those below it say, outermost first.
fn texts(error: &object_store::Error) -> Vec<String> {
    chain(error).map(ToString::to_string).collect()
}

fn trouble(error: &object_store::Error, texts: &[String]) -> Trouble {
    let says = |words: &[&str]| words.iter().any(|word| texts.iter().any(|text| text.contains(word)));
    // Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    let codes: [(Trouble, &[&str]); 7] = [
        (Trouble::NoBucket, &["NoSuchBucket"]),
        (
            Trouble::Credentials,
            &[
                "InvalidAccessKeyId",
                "SignatureDoesNotMatch",
                "ExpiredToken",
                "InvalidToken",
                "NotSignedUp",
            ],
        ),
        (
            Trouble::NoCredentials,
            &[
                "169.254.169.254",
                "169.254.170.2",
                "MissingSecurityHeader",
                "Missing AccessKeyId",
                "Missing SecretAccessKey",
            ],
        ),
        (
            Trouble::Region,
            &[
                "AuthorizationHeaderMalformed",
                "PermanentRedirect",
                "incorrectly configured region",
            ],
        ),
        (Trouble::Clock, &["RequestTimeTooSkewed"]),
        (Trouble::Certificate, &["invalid peer certificate"]),
        (Trouble::Unencrypted, &["URL scheme is not allowed"]),
    ];
    if let Some((trouble, _)) = codes.iter().find(|(_, words)| says(words)) {
        return *trouble;
    }
    match error {
        object_store::Error::PermissionDenied { .. } => return Trouble::Denied,
        object_store::Error::Unauthenticated { .. } => return Trouble::Credentials,
        _ => {}
    }
    match chain(error)
        .find_map(|error| error.downcast_ref::<HttpError>())
        .map(HttpError::kind)
    {
        Some(HttpErrorKind::Timeout) => Trouble::Slow,
        Some(HttpErrorKind::Connect) => Trouble::Unreachable,
        Some(HttpErrorKind::Request | HttpErrorKind::Interrupted) => Trouble::Server,
        _ if says(&["status code: 5", "InternalError", "SlowDown", "status code: 429"]) => Trouble::Server,
        _ => Trouble::Other,
    }
}

/// What the storage itself said, without the layers that carried it.
fn said(texts: &[String]) -> String {
    let innermost = texts.last().map_or("", String::as_str);
    let all = texts.first().map_or("", String::as_str);
    let of = |tag: &str| {
        let (_, rest) = all.split_once(&format!("<{tag}>"))?;
        Some(rest.split_once("</")?.0.to_owned())
    };
    let status = all
        .split_once("status code: ")
        .map(|(_, rest)| rest.chars().take(3).collect::<String>());
    let words = match (of("Code"), of("Message"), status) {
        (Some(code), Some(message), _) if !message.is_empty() => format!("{code}: {message}"),
        (Some(code), ..) => code,
        (None, _, Some(status)) => format!("the server answered with status {status}"),
        (None, _, None) => innermost.to_owned(),
    };
    words.trim().trim_end_matches('.').to_owned()
}
