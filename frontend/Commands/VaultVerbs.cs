using System.Text.Json;

namespace Squaremcp.Frontend.Commands;

/// <summary>The vault's rotation: begun, watched, paused, gone on with.</summary>
internal static class VaultVerbs
{
    private const string Path = "/api/v1/admin/vault/rotation";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>Tells how far it is until it ends or rests. Whoever stops watching does not stop it.</summary>
    internal static async Task<int> FollowAsync(Words words, Gateway gateway, string path)
    {
        var status = await gateway.SendAsync(HttpMethod.Post, path);
        using var pace = new PeriodicTimer(Between);
        while (Rotation(status) == "running")
        {
            await Console.Error.WriteLineAsync($"{Moved(status)} of {Number(status, "total")} secrets moved");
            await pace.WaitForNextTickAsync();
            status = await gateway.SendAsync(HttpMethod.Get, Path);
        }

        return Print(words, status);
    }

    internal static async Task<int> PauseAsync(Words words, Gateway gateway) => Print(words, await gateway.SendAsync(HttpMethod.Post, $"{Path}/pause"));

    internal static async Task<int> StatusAsync(Words words, Gateway gateway) => Print(words, await gateway.SendAsync(HttpMethod.Get, Path));

    private static int Print(Words words, JsonElement status)
    {
        if (!words.Json)
        {
            Console.WriteLine(Rotation(status) switch
            {
                "none" => $"never rotated; {Number(status, "secrets")} secrets",
                "done" => $"done; {Number(status, "secrets")} secrets under the newest key",
                "paused" => $"paused; {Moved(status)} of {Number(status, "total")} secrets moved. Go on with: squaremcp vault resume",
                var word => $"{word}; {Moved(status)} of {Number(status, "total")} secrets moved",
            });
        }

        return Table.Print(words, words.Json ? status : status.GetProperty("keys"), "id", "provider", "provider_key", "created_at");
    }

    private static string Rotation(JsonElement status) => status.GetProperty("rotation").GetString()!;

    private static long Moved(JsonElement status) => Math.Max(0, Number(status, "total") - Number(status, "left"));

    private static long Number(JsonElement status, string name) => status.GetProperty(name).GetInt64();
}
