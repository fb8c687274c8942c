using System.Text.Json;

namespace Squaremcp.Frontend.Operation;

/// <summary><c>run.json</c> in the data folder: how commands find the running server. Holds no secret; gone after a clean stop.</summary>
internal sealed class RunFile(Folders folders, PublicAddress address, TimeProvider clock) : IDisposable
{
    private const string Name = "run.json";

    private bool written;

    internal void Write()
    {
        Secrets.WritePrivately(Path.Combine(folders.Data, Name), JsonSerializer.Serialize(new Running(Environment.ProcessId, address.Here, clock.GetUtcNow())));
        written = true;
    }

    public void Dispose()
    {
        if (written)
        {
            File.Delete(Path.Combine(folders.Data, Name));
        }
    }

    /// <summary>Where the server of this data folder listens; null where the file is missing or left over.</summary>
    internal static Uri? Find(string folder)
    {
        try
        {
            var running = JsonSerializer.Deserialize<Running>(File.ReadAllBytes(Path.Combine(folder, Name)));
            return running is not null && IsAlive(running.Pid) ? new Uri(running.Url) : null;
        }
        catch (Exception missing) when (missing is IOException or JsonException or UnauthorizedAccessException or UriFormatException)
        {
            return null;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private sealed record Running(
        [property: System.Text.Json.Serialization.JsonPropertyName("pid")] int Pid,
        [property: System.Text.Json.Serialization.JsonPropertyName("url")] string Url,
        [property: System.Text.Json.Serialization.JsonPropertyName("started_at")] DateTimeOffset StartedAt);
}
