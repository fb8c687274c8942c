namespace Squaremcp.Embedded.Api;

public interface IStorage
{
    string? Etag { get; }

    bool RecordExists { get; }

    Task ClearStateAsync();

    Task WriteStateAsync();

    Task ReadStateAsync();
}

public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}

public interface IPersistentState<TState> : IStorage<TState>;

public interface IGrainState<T>
{
    T State { get; set; }

    string? ETag { get; set; }

    bool RecordExists { get; set; }
}

public interface IGrainStorage
{
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}

public interface IGrainStorageSerializer
{
    BinaryData Serialize<T>(T? input);

    T? Deserialize<T>(BinaryData input);
}

public class OrleansException : Exception
{
    public OrleansException()
    {
    }

    public OrleansException(string message)
        : base(message)
    {
    }

    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The stored etag is not the one this activation read: somebody else wrote. The activation is dropped and the next call reads again.</summary>
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    public InconsistentStateException(string errorMsg, string storedEtag, string currentEtag)
        : base($"{errorMsg} Stored etag: {storedEtag}. Expected: {currentEtag}.")
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>True until the activation that threw it has been dropped: its callers are not.</summary>
    internal bool IsSourceActivation { get; set; } = true;

    public string? StoredEtag { get; }

    public string? CurrentEtag { get; }
}
