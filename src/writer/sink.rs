//! Where a writer's bytes go: all of them, or none.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Takes the bytes of a file in order. A sink that is dropped before [`Sink::commit`] leaves
/// nothing behind.
pub trait Sink: Write {
    /// Makes what was written the file.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    fn commit(self) -> io::Result<()>;
}

/// Keeps the file in memory.
#[derive(Default)]
pub struct MemorySink<'a> {
    file: Option<&'a mut Vec<u8>>,
    written: Vec<u8>,
}

impl<'a> MemorySink<'a> {
    /// A sink that puts the whole file into `file` when it is committed.
    pub fn new(file: &'a mut Vec<u8>) -> Self {
        Self { file: Some(file), written: Vec::new() }
    }
}

impl Write for MemorySink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for MemorySink<'_> {
    fn commit(self) -> io::Result<()> {
        if let Some(file) = self.file {
            *file = self.written;
        }
        Ok(())
    }
}

/// Writes beside the path and moves the file there when it is whole.
pub struct FileSink {
    path: PathBuf,
    partial: PathBuf,
    file: Option<BufWriter<File>>,
}

impl FileSink {
    /// A sink for a path; the partial file is `path` with `.part` behind it.
    ///
    /// # Errors
    /// When the partial file cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut partial = path.as_os_str().to_owned();
        partial.push(".part");
        let partial = PathBuf::from(partial);
        let file = BufWriter::new(File::create(&partial)?);
        Ok(Self { path: path.to_owned(), partial, file: Some(file) })
    }

    fn open(&mut self) -> io::Result<&mut BufWriter<File>> {
        self.file.as_mut().ok_or_else(|| io::Error::other("the file is finished"))
    }
}

impl Write for FileSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.open()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.open()?.flush()
    }
}

impl Sink for FileSink {
    fn commit(mut self) -> io::Result<()> {
        self.flush()?;
        self.open()?.get_ref().sync_all()?;
        fs::rename(&self.partial, &self.path)?;
        self.file = None;
        Ok(())
    }
}

impl Drop for FileSink {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // Nobody is left to tell: a partial file that stays is named as one.
            drop(fs::remove_file(&self.partial));
        }
    }
}
