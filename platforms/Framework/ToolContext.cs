namespace Squaremcp.Platforms;

/// <summary>What a tool function may know of the call it serves.</summary>
public sealed record ToolContext
{
    /// <summary>customer id, so that a cursor of one customer is nothing to another.</summary>
    public required string Customer { get; init; }

    /// <summary>Names the call in logs.</summary>
    public required string CallId { get; init; }

    /// <summary>The most UTF-8 bytes the JSON of an answer may have; longer lists and bodies page.</summary>
    public required int AnswerBytes { get; init; }

    public required TimeProvider Clock { get; init; }

    public required CursorSealer Cursors { get; init; }

    /// <summary>The step that is called, of a tool with a <see cref="Tool.Publish"/>; null otherwise.</summary>
    public PublishPoint? Step { get; init; }
}
