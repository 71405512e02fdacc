"""Memory that visitors' uploaded files take."""

from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from core.api.bounds.uploads import MemoryUse


def usage_of(session: str) -> MemoryUse:
    """Bytes of uploads in memory, of the session with this id and of all sessions."""
    manager = get_instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        return MemoryUse(0, 0)
    # Copies, because other threads add and remove uploads meanwhile.
    by_session = {
        name: sum(len(file.data) for file in list(files.values()))
        for name, files in list(manager.file_storage.items())
    }
    return MemoryUse(by_session.get(session, 0), sum(by_session.values()))
