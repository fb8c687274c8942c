namespace Squaremcp.Storage;

/// <summary>The database could not do what was asked; nothing of it was kept. The message says what to do and holds no stored value.</summary>
[GenerateSerializer, Alias("square.storage-exception.v1")]
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
