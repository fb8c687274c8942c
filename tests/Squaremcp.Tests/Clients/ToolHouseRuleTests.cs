using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Squaremcp.Tests.Architecture;

namespace Squaremcp.Tests.Clients;

/// <summary>Rules for every tool, read off the answer of <c>tools/list</c> that a client gets with every platform connected.</summary>
public sealed partial class ToolHouseRuleTests(SandboxedGateway gateway) : IClassFixture<SandboxedGateway>
{
    private const string Snapshot = "docs/tools.json";

    /// <summary>Bytes of JSON to a token of <c>o200k_base</c>; measured on this list it is 4.1 to 4.3.</summary>
    private const int BytesPerToken = 4;

    /// <summary>Of names, descriptions and input schemas, which is what clients show to a model.</summary>
    private const int MostTokens = 32_000, MostTokensOfOne = 1_000;

    /// <summary>Of the whole answer.</summary>
    private const int MostTokensInAll = 68_000;

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Dense = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_tool_keeps_the_house_rules()
    {
        var tools = await ListAsync();

        Assert.NotEmpty(tools);
        Assert.Empty(tools.GroupBy(Name).Where(same => same.Count() > 1).Select(same => same.Key));
        Offences.None(tools.SelectMany(ToolRules.Offences));
    }

    /// <summary>PRODUCT's names; <c>github_manage_pr</c> is its parts, one for each action.</summary>
    [Fact]
    public async Task Every_tool_the_product_promises_is_there_by_name()
    {
        var there = (await ListAsync()).Select(Name).ToHashSet();
        string[] promised =
        [
            .. Of("email", "search search_messages read_message send_email create_draft list_folders"), .. Of("obsidian", "search_notes read_note append_to_note update_note sync_status"),
            .. Of("whatsapp", "send_message send_template list_templates get_message_status"), .. Of("linkedin", "get_profile create_post search_connections send_message upload_video"),
            .. Of("tiktok", "get_profile get_creator_info create_video get_video_status"), .. Of("facebook", "get_page get_posts create_post create_photo_post create_video_post"),
            .. Of("instagram", "get_profile get_media create_post create_reel"), .. Of("twitter", "get_user_profile get_user_tweets search_tweets create_tweet upload_video"),
            .. Of("telegram", "get_me send_message send_photo get_updates get_chat"), .. Of("discord", "get_me get_guilds get_channels send_message get_messages"), .. Of("snapchat", "get_me get_ad_accounts create_snap"),
            .. Of("slack", "list_channels send_message get_history list_users"), .. Of("github", "list_repos read_files create_issue list_prs get_pr list_pr_files create_pr update_pr review_pr merge_pr"),
            .. Of("gmail", "list_messages search_messages read_message send_message create_draft"), .. Of("figma", "list_files read_file export_assets get_comments"), .. Of("outlook", "list_messages search_messages read_message send_message create_draft"), .. Of("square", "list_connections connect_platform get_usage"),
        ];

        Assert.Equal([], promised.Except(there));
    }

    [Fact]
    public async Task The_list_with_everything_connected_fits_into_a_models_context()
    {
        var tools = await ListAsync();
        var shown = tools.Select(tool => (Name: Name(tool), Tokens: (Bytes(tool.GetProperty("description")) + Bytes(tool.GetProperty("inputSchema")) + Name(tool).Length) / BytesPerToken)).ToList();

        Assert.True(shown.Sum(size => size.Tokens) < MostTokens, $"A model is shown {shown.Count} tools with about {shown.Sum(size => size.Tokens)} tokens.");
        Assert.True(tools.Sum(Bytes) / BytesPerToken < MostTokensInAll, $"{shown.Count} tools are about {tools.Sum(Bytes) / BytesPerToken} tokens in all.");
        Assert.Empty(shown.Where(size => size.Tokens > MostTokensOfOne).Select(size => $"{size.Name}: about {size.Tokens} tokens"));
    }

    /// <summary>What two descriptions have in whole sentences does not count; the rest tells them apart.</summary>
    [Fact]
    public async Task No_two_descriptions_say_the_same()
    {
        var tools = (await ListAsync()).Select(tool => (Name: Name(tool), Sentences: tool.GetProperty("description").GetString()!.Split(". ").ToHashSet())).ToList();

        Assert.Empty(
            from one in tools
            from other in tools
            where string.CompareOrdinal(one.Name, other.Name) < 0
            let alike = Alike(one.Sentences.Except(other.Sentences), other.Sentences.Except(one.Sentences))
            where alike > 0.7
            select $"{one.Name} and {other.Name}: {alike:0.00}");

        static double Alike(IEnumerable<string> one, IEnumerable<string> other)
        {
            var (first, second) = (WordsOf(one), WordsOf(other));
            return first.Count == 0 || second.Count == 0 ? 1 : (double)first.Intersect(second).Count() / first.Union(second).Count();
        }

        static HashSet<string> WordsOf(IEnumerable<string> sentences) => [.. sentences.SelectMany(sentence => Words().Matches(sentence.ToLowerInvariant())).Select(word => word.Value)];
    }

    [Fact]
    public async Task Every_description_names_its_platform() => Assert.Empty(
        from tool in await ListAsync()
        let platform = Name(tool).Split('_')[0]
        let words = ToolNames().Replace(tool.GetProperty("description").GetString()!, "")
        where platform != "square" && !words.Contains(platform switch { "twitter" => "X", "email" => "mail", _ => platform }, StringComparison.OrdinalIgnoreCase)
        select Name(tool));

    /// <summary>Where one starts with an account nothing is known of yet.</summary>
    [Fact]
    public async Task Tools_about_the_connected_account_ask_for_nothing() => Assert.Empty(
        from tool in await ListAsync()
        where Name(tool).EndsWith("_get_me", StringComparison.Ordinal) || Name(tool).EndsWith("_get_profile", StringComparison.Ordinal)
            || Name(tool) is "facebook_get_page" or "discord_get_guilds" or "slack_list_channels" or "whatsapp_list_templates" or "email_list_folders"
        where tool.GetProperty("inputSchema").TryGetProperty("required", out var required) && required.GetArrayLength() > 0
        select Name(tool));

    [Fact]
    public async Task The_list_of_tools_is_the_committed_one()
    {
        var now = JsonSerializer.Serialize(await ListAsync(), Pretty) + "\n";
        if (Environment.GetEnvironmentVariable("SQUAREMCP_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, Snapshot), now, Stop);
        }

        Assert.True(Repository.Read(Snapshot) == now, $"{Snapshot} is not what tools/list answers. If the change is meant: SQUAREMCP_UPDATE_SNAPSHOTS=1 dotnet test --filter ToolHouseRule");
    }

    private static int Bytes(JsonElement json) => JsonSerializer.SerializeToUtf8Bytes(json, Dense).Length;

    private static string Name(JsonElement tool) => tool.GetProperty("name").GetString()!;

    private static IEnumerable<string> Of(string platform, string verbs) => verbs.Split(' ').Select(verb => $"{platform}_{verb}");

    private async Task<IReadOnlyList<JsonElement>> ListAsync()
    {
        var key = await gateway.KeyAsync(Stop);
        var (answer, _) = await McpProbe.AskAsync(gateway.Process.Http, key, "tools/list", new { }, Stop);
        return [.. answer.GetProperty("result").GetProperty("tools").EnumerateArray()];
    }

    [GeneratedRegex("[a-z]+(?:_[a-z]+)+", RegexOptions.None, 1_000)]
    private static partial Regex ToolNames();

    [GeneratedRegex("[a-z]{3,}", RegexOptions.None, 1_000)]
    private static partial Regex Words();
}
