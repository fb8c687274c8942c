namespace Squaremcp.Platforms.Obsidian;

/// <summary>What the Obsidian tools do, wherever the vault is.</summary>
internal interface INotes
{
    Task<FoundNotes> SearchAsync(SearchNotes search, ToolContext context, CancellationToken cancellationToken);

    Task<NoteRead> ReadAsync(ReadNote read, ToolContext context, CancellationToken cancellationToken);

    Task<NoteWritten> AppendAsync(AppendToNote append, ToolContext context, CancellationToken cancellationToken);

    Task<Rehearsal> RehearseAppendAsync(AppendToNote append, ToolContext context, CancellationToken cancellationToken);

    Task<NoteWritten> UpdateAsync(UpdateNote update, ToolContext context, CancellationToken cancellationToken);

    Task<Rehearsal> RehearseUpdateAsync(UpdateNote update, ToolContext context, CancellationToken cancellationToken);

    Task<SyncStatus> StatusAsync(NoInput input, ToolContext context, CancellationToken cancellationToken);
}
