namespace Squaremcp.Storage;

/// <summary>The installation's database as a whole.</summary>
public interface IInstallation
{
    /// <summary>Brings the schema up to date. Safe when several processes start at once; refuses a schema newer than this program.</summary>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Null while the database answers; otherwise what is wrong, for the operator.</summary>
    Task<string?> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Writes a consistent copy of the database to a new file while serving.</summary>
    Task SnapshotAsync(string file, CancellationToken cancellationToken);
}
