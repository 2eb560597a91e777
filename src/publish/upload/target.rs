//! Where a site is published: a bucket and a prefix in it, or a folder. Pure.

use std::fmt;
use std::path::PathBuf;
use url::Url;

/// A place for a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Objects of a bucket whose names begin with a prefix.
    Bucket {
        /// The bucket's name.
        bucket: String,
        /// The prefix, without a slash at either end; empty for all of the bucket.
        prefix: String,
    },
    /// A folder.
    Folder(PathBuf),
}

impl Target {
    /// Reads `s3://bucket/prefix` or `file:///path`; says what is wrong with it, and what to write.
    pub fn parse(text: &str) -> Result<Target, (String, String)> {
        if let Some(rest) = text.strip_prefix("s3://") {
            return bucket(text, rest);
        }
        if text.starts_with("file:") {
            return folder(text);
        }
        Err((
            format!("`{text}` is no place to publish to"),
            "write `s3://bucket/prefix`, or `file:///path` for a folder".to_owned(),
        ))
    }

    /// Whether nothing else of the bucket could lie beside the site.
    pub(super) fn is_whole_bucket(&self) -> bool {
        matches!(self, Target::Bucket { prefix, .. } if prefix.is_empty())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Bucket { bucket, prefix } if prefix.is_empty() => write!(formatter, "s3://{bucket}"),
            Target::Bucket { bucket, prefix } => write!(formatter, "s3://{bucket}/{prefix}"),
            Target::Folder(folder) => write!(formatter, "{}", folder.display()),
        }
    }
}

fn bucket(text: &str, rest: &str) -> Result<Target, (String, String)> {
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let wrong = if bucket.is_empty() {
        Some("names no bucket".to_owned())
    } else if !bucket.bytes().all(is_letter) {
        Some(format!("names the bucket `{bucket}`, which cannot be the name of one"))
    } else if !prefix.is_empty()
        && prefix
            .split('/')
            .any(|part| part.is_empty() || part == "." || part == "..")
    {
        Some("has a part between two `/` that is empty, `.` or `..`".to_owned())
    } else if prefix.contains(|letter: char| letter.is_control() || "?#*".contains(letter)) {
        Some("has a prefix with a letter that no page can be asked by".to_owned())
    } else {
        None
    };
    match wrong {
        Some(wrong) => Err((
            format!("`{text}` {wrong}"),
            "write `s3://bucket/prefix`, such as `s3://portfolio.example.com/site`".to_owned(),
        )),
        None => Ok(Target::Bucket {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        }),
    }
}

fn folder(text: &str) -> Result<Target, (String, String)> {
    let path = Url::parse(text).ok().and_then(|url| url.to_file_path().ok());
    match path {
        Some(path) if path.parent().is_some() && text.starts_with("file:///") => Ok(Target::Folder(path)),
        _ => Err((
            format!("`{text}` is no folder"),
            "write the whole path after three slashes, such as `file:///srv/www/portfolio`".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_may_have_a_prefix() {
        for (text, prefix, shown) in [
            ("s3://b", "", "s3://b"),
            ("s3://b/", "", "s3://b"),
            ("s3://b/x/y", "x/y", "s3://b/x/y"),
            ("s3://b/x/y/", "x/y", "s3://b/x/y"),
        ] {
            let target = Target::parse(text).unwrap();
            let expected = Target::Bucket {
                bucket: "b".into(),
                prefix: prefix.into(),
            };
            assert_eq!((&target, target.to_string().as_str()), (&expected, shown));
            assert_eq!(target.is_whole_bucket(), prefix.is_empty());
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_is_a_whole_path() {
        assert_eq!(
            Target::parse("file:///srv/a%20b"),
            Ok(Target::Folder("/srv/a b".into()))
        );
    }

    #[test]
    fn what_is_neither_is_refused_with_what_to_write() {
        for text in [
            "public",
            "s3:b/x",
            "s3://",
            "s3:///x",
            "s3://b//x",
            "s3://b/../c",
            "s3://b/x?y",
            "s3://b c/x",
            "file://public",
            "file://host/x",
            "file:public",
            "file:///",
            "gs://b/x",
        ] {
            let (message, cure) = Target::parse(text).unwrap_err();
            assert!(
                message.contains(text) && cure.contains("://") | cure.contains("slashes"),
                "{message}"
            );
        }
    }
}
