namespace Squaremcp.Storage.Import;

/// <summary>An installation's database as rows: all that is needed to move it, and to see that it was moved.</summary>
public interface IInstallationRows
{
    /// <summary>For messages: which database it is.</summary>
    string Name { get; }

    Task<long> CountAsync(MovedTable table, CancellationToken cancellationToken);

    /// <summary>The next rows in the order of their key.</summary>
    /// <param name="after">Only rows after this one; null starts at the first.</param>
    /// <returns>As many as fit a batch (<see cref="ImportBatch"/>); none at the table's end.</returns>
    /// <exception cref="StorageException">A row cannot be read or is damaged; the message names table and key.</exception>
    Task<IReadOnlyList<MovedRow>> ReadAsync(MovedTable table, RowKey? after, CancellationToken cancellationToken);
}

/// <summary>Where an import takes from. Nothing in it is changed.</summary>
public interface IInstallationSource : IInstallationRows, IDisposable
{
    /// <summary>Tells this content from any other: a server that ran on it since, or another installation, has another one. 64 hexadecimal digits.</summary>
    Task<string> PrintAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Where an import puts it. What was put is there with the position after it in one transaction, so that an import that was cut off goes on where it was.
/// No server starts on a target before <see cref="FinishAsync"/>.
/// </summary>
public interface IInstallationTarget : IInstallationRows, IAsyncDisposable
{
    /// <summary>Brings the target's schema up to date and takes it for this source, or goes on with what was begun from it.</summary>
    /// <exception cref="StorageException">It is newer than this program, or holds an installation or another import.</exception>
    Task<ImportStanding> BeginAsync(string sourcePrint, CancellationToken cancellationToken);

    /// <summary>Puts rows of one table and notes where the next begin, all or nothing.</summary>
    /// <exception cref="StorageException">A row is there with other content, or does not fit; the message names table and key.</exception>
    Task PutAsync(ImportBatch batch, CancellationToken cancellationToken);

    /// <summary>The import is complete and verified: servers may start.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}

/// <param name="Moved">Rows of the table that are moved once these are.</param>
public sealed record ImportBatch(MovedTable Table, IReadOnlyList<MovedRow> Rows, long Moved)
{
    /// <summary>Rows at most.</summary>
    public const int MostRows = 1_000;

    /// <summary>Bytes at most, but for a single larger row: well below what a MySQL server takes in one packet (16 MiB).</summary>
    public const int MostBytes = 4 << 20;
}

/// <param name="FinishedAt">When this import was completed; null while it is not.</param>
/// <param name="Tables">How far each table is, by its name; those not begun are absent.</param>
public sealed record ImportStanding(DateTimeOffset? FinishedAt, IReadOnlyDictionary<string, TableStanding> Tables);

/// <param name="Moved">Rows moved.</param>
/// <param name="Last">The last of them.</param>
public sealed record TableStanding(long Moved, RowKey Last);
