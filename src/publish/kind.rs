//! The content type of a file of the site, by its path. Pure.

/// The type of pages.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// What a browser is told that a file is. XML below `feeds/` is Atom (RFC 4287, section 7).
pub(crate) fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "toml" | "log" => "text/plain; charset=utf-8",
        "xml" if path.starts_with("feeds/") => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn the_last_ending_of_the_name_counts() {
        assert_eq!(content_type("teams/a.b.html"), "text/html; charset=utf-8");
        assert_eq!(content_type("assets/site-12.CSS"), "text/css; charset=utf-8");
        assert_eq!(content_type("feeds/all.xml"), "application/atom+xml; charset=utf-8");
        assert_eq!(content_type("sitemap.xml"), "application/xml");
        assert_eq!(content_type("a.html/b"), "application/octet-stream");
        assert_eq!(content_type(".nojekyll"), "application/octet-stream");
    }
}
