using MySqlConnector;

namespace Squaremcp.Storage.MySql;

/// <summary>How this installation's database is reached: pooled connections to read, and one of the writer's own, which keeps its settings.</summary>
internal sealed class Connections : IAsyncDisposable, IDisposable
{
    private readonly MySqlDataSource pooled;
    private readonly MySqlDataSource single;

    /// <exception cref="StorageException">The connection string is not one.</exception>
    public Connections(MySqlStorageOptions options)
    {
        var settings = Parse(options.ConnectionString);
        settings.UseAffectedRows = false;
        settings.TreatTinyAsBoolean = false;
        settings.GuidFormat = MySqlGuidFormat.None;
        settings.AllowUserVariables = false;
        settings.ConnectionReset = true;
        settings.ConnectionTimeout = 5;
        settings.DefaultCommandTimeout = (uint)options.StatementLimit.TotalSeconds;
        settings.MaximumPoolSize = (uint)options.Connections;
        settings.ApplicationName = "squaremcp";
        Name = $"{settings.Database} on {settings.Server}:{settings.Port}";
        pooled = new MySqlDataSource(settings.ConnectionString);
        settings.Pooling = false;
        single = new MySqlDataSource(settings.ConnectionString);
    }

    /// <summary>For people: the database and its server, no user and no password.</summary>
    public string Name { get; }

    public async Task<Session> OpenAsync(CancellationToken cancellationToken) => new(await pooled.OpenConnectionAsync(cancellationToken), cancellationToken);

    /// <summary>A connection outside the pool, which sees what others commit from statement to statement, and waits for a row only shortly.</summary>
    public async Task<Session> OpenWriterAsync(CancellationToken cancellationToken)
    {
        var session = new Session(await single.OpenConnectionAsync(cancellationToken), cancellationToken);
        try
        {
            await session.Prepare("Engine/ReadCommitted").RunAsync();
            await session.Prepare("Engine/WriterLimits").RunAsync();
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        pooled.Dispose();
        single.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await pooled.DisposeAsync();
        await single.DisposeAsync();
    }

    private static MySqlConnectionStringBuilder Parse(string text) => Read(text) is { Server.Length: > 0, Database.Length: > 0 } settings
        ? settings
        : throw new StorageException("The connection string names no server and database, or cannot be read. Set Squaremcp:Cluster:ConnectionString as 'Server=…;Port=3306;User ID=…;Password=…;Database=…'.");

    /// <returns>Null where it cannot be read; why is not told, for it may hold the password.</returns>
    private static MySqlConnectionStringBuilder? Read(string text)
    {
        try
        {
            return new MySqlConnectionStringBuilder(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
