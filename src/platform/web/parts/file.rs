//! Files as people see them.

use super::Icon;

/// Picks a drawing by what a file's name ends in.
#[derive(Debug, Clone, Copy)]
pub struct FileIcon;

impl FileIcon {
    /// The drawing for a file of this name.
    pub fn of(name: &str) -> Icon {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "zip" | "7z" | "rar" | "gz" | "tar" | "xz" | "dmg" | "iso" => Icon("file-archive"),
            "wav" | "aif" | "aiff" | "flac" | "mp3" | "ogg" | "mid" | "midi" | "sfz" => Icon("file-music"),
            "pdf" | "epub" | "mobi" | "txt" | "md" | "doc" | "docx" | "csv" => Icon("file-text"),
            "png" | "jpg" | "jpeg" | "svg" | "webp" | "gif" | "psd" | "ai" => Icon("file-image"),
            "mp4" | "mov" | "webm" | "mkv" => Icon("file-video-camera"),
            "ttf" | "otf" | "woff" | "woff2" => Icon("file-type"),
            "html" | "css" | "js" | "rs" | "py" | "json" | "xml" => Icon("file-code"),
            "exe" | "msi" | "app" | "deb" | "rpm" | "vst3" | "dll" | "so" => Icon("file-cog"),
            "blend" | "fbx" | "obj" | "gltf" | "glb" | "stl" => Icon("box"),
            _ => Icon("file"),
        }
    }
}

/// What a file of this name is, in words: `ZIP archive`, `PDF`.
pub fn file_kind(name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_uppercase()).unwrap_or_default();
    let what = match ending.as_str() {
        "" => return "File".into(),
        "PDF" | "SVG" | "PSD" => return ending,
        "ZIP" | "7Z" | "RAR" | "TAR" | "GZ" | "XZ" => "archive",
        "WAV" | "AIF" | "AIFF" | "FLAC" | "MP3" | "OGG" | "MID" | "MIDI" => "audio",
        "EPUB" | "MOBI" => "e-book",
        "TXT" | "MD" => return "Text".into(),
        "PNG" | "JPG" | "JPEG" | "WEBP" | "GIF" => "image",
        "MP4" | "MOV" | "WEBM" | "MKV" => "video",
        "TTF" | "OTF" | "WOFF" | "WOFF2" => "font",
        _ if ending.len() > 8 => return "File".into(),
        _ => "file",
    };
    format!("{ending} {what}")
}

/// A SHA-256 by which a buyer can tell that a file arrived whole.
#[derive(Debug, Clone, Default)]
pub struct Checksum(pub String);

impl Checksum {
    /// Its beginning, enough to compare at a glance.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

/// How many downloads are left.
#[derive(Debug, Clone, Copy, Default)]
pub struct Left {
    /// This many are left.
    pub left: u32,
    /// Of so many.
    pub total: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_choose_the_drawing() {
        assert_eq!(FileIcon::of("Kit.1.3.ZIP"), Icon("file-archive"));
        assert_eq!(FileIcon::of("noending"), Icon("file"));
        assert_eq!([file_kind("a.zip"), file_kind("b.pdf"), file_kind("c")], ["ZIP archive", "PDF", "File"]);
        assert_eq!(Checksum("0123456789abcdef".into()).short(), "0123456789ab");
    }
}
