"""Memory that the uploaded files of visits take."""

from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from core.api.bounds.uploads import MemoryUse


def usage_of(session: str) -> MemoryUse:
    """Bytes that a session, by its id, and all sessions keep in memory."""
    manager = get_instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        return MemoryUse(0, 0)
    # A copy, because uploads of other threads change it; `get` would make an entry.
    by_session = {
        name: sum(len(file.data) for file in list(files.values()))
        for name, files in list(manager.file_storage.items())
    }
    return MemoryUse(by_session.get(session, 0), sum(by_session.values()))
