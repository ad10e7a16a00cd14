//! Files: names and paths as on Unix, from the `fake` crate's lists, which are English.

use std::sync::Arc;

use fake::locales::{Data, EN};

use super::check::Count;
use super::choice::Picks;
use super::parameters::parameters;
use super::rng::Stream;
use super::texts::{Made, texts};
use super::words::Words;
use super::{BadParameter, Context, Parameters};
use crate::batch::Text;

parameters! {
    /// File name, such as `week.csv`; Utf8.
    FileName {}

    /// Extension of a file name, such as `csv`; Utf8.
    FileExtension {}

    /// Path of a file, such as `/home/world/week.csv`; Utf8.
    FilePath {
        /// Fewest directories below that at the root.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0, max = 100)))]
        min_depth: u32 = 1,
        /// Most directories below that at the root.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0, max = 100)))]
        max_depth: u32 = 3,
    }

    /// Path of a directory, such as `/home/world`; Utf8.
    DirectoryPath {
        /// Fewest directories below that at the root.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 100)))]
        min_depth: u32 = 1,
        /// Most directories below that at the root.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 100)))]
        max_depth: u32 = 3,
    }
}

/// Most directories in a path: 100 of the list's words are below the 4,096 bytes of Linux.
const DEEPEST: u32 = 100;

impl Parameters for FileExtension {
    fn column(&self, context: &Context) -> Made {
        let extensions = EN::PATH_EXTENSIONS.iter().copied();
        Ok(Arc::new(Picks::evenly(context.stream(), extensions)))
    }
}

impl Parameters for FileName {
    fn column(&self, context: &Context) -> Made {
        let (stream, file) = (context.stream(), Names::new(""));
        Ok(texts(10, move |row, text| file.push_to(text, stream.at(row))))
    }
}

impl Parameters for FilePath {
    fn column(&self, context: &Context) -> Made {
        let directories = Directories::new(0, self.min_depth, self.max_depth)?;
        let (stream, file) = (context.stream(), Names::new("/"));
        Ok(texts(32, move |row, text| {
            let cell = stream.cell(row);
            directories.push_to(text, cell);
            file.push_to(text, cell.at(0));
        }))
    }
}

impl Parameters for DirectoryPath {
    fn column(&self, context: &Context) -> Made {
        let directories = Directories::new(1, self.min_depth, self.max_depth)?;
        let stream = context.stream();
        Ok(texts(22, move |row, text| directories.push_to(text, stream.cell(row))))
    }
}

/// Names of files.
struct Names {
    stems: Words,
    extensions: Words,
}

impl Names {
    fn new(before: &str) -> Self {
        let stems = EN::PATH_SEGMENTS.iter().map(|stem| format!("{before}{stem}."));
        Self { stems: Words::new(stems), extensions: Words::new(EN::PATH_EXTENSIONS) }
    }

    #[inline]
    fn push_to(&self, text: &mut Text, bits: u64) {
        self.stems.pick(bits).push_to(text);
        self.extensions.pick(bits << 32).push_to(text);
    }
}

/// A directory at the root and some inside one another.
struct Directories {
    /// Without a slash at the end: the root itself is empty.
    roots: Words,
    segments: Words,
    depth: Count,
}

impl Directories {
    fn new(shallowest: u32, least: u32, most: u32) -> Result<Self, BadParameter> {
        let (least, most) = (("min_depth", least), ("max_depth", most));
        Ok(Self {
            roots: Words::new(EN::PATH_ROOT_DIRS.iter().map(|root| root.trim_end_matches('/'))),
            segments: segments(),
            depth: Count::new(least, most, shallowest..=DEEPEST)?,
        })
    }

    /// Uses the draws of a cell from 1.
    #[inline]
    fn push_to(&self, text: &mut Text, cell: Stream) {
        let bits = cell.at(1);
        self.roots.pick(bits << 32).push_to(text);
        for level in 0..self.depth.pick(bits) {
            self.segments.pick(cell.at(2 + u64::from(level))).push_to(text);
        }
    }
}

/// Directories' names, each with a slash before it.
pub(super) fn segments() -> Words {
    Words::new(EN::PATH_SEGMENTS.iter().map(|segment| format!("/{segment}")))
}
