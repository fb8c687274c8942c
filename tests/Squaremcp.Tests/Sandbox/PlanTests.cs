namespace Squaremcp.Tests.Sandbox;

/// <summary>Who has a sandbox, what is in it, and what becomes of it without one.</summary>
public sealed class PlanTests(SandboxGateway gateway) : IClassFixture<SandboxGateway>
{
    private static readonly string[] Platforms = ["discord/default", "email/default", "facebook/default", "figma/default", "github/default", "gmail/default", "instagram/default", "linkedin/default", "obsidian/default", "outlook/default", "slack/default", "snapchat/default", "telegram/default", "tiktok/default", "twitter/default", "whatsapp/default"];

    [Fact]
    public async Task A_customer_of_the_sandbox_starts_with_every_platform_connected()
    {
        Assert.Equal(Platforms, await gateway.ConnectedAsync());
        var tools = (await gateway.RestAsync(HttpMethod.Get, "/api/v1/platforms", gateway.Key)).GetProperty("platforms").EnumerateArray().Where(platform => !platform.GetProperty("connected").GetBoolean());
        Assert.Empty(tools.Select(platform => platform.GetProperty("name").GetString()));
        foreach (var account in Platforms)
        {
            var check = await gateway.RestAsync(HttpMethod.Post, $"/api/v1/connections/{account}/check", gateway.Key);
            Assert.True(check.GetProperty("ok").GetBoolean(), $"{account}: {check}");
        }
    }

    [Fact]
    public async Task What_one_customer_disconnects_stays_with_the_others()
    {
        var (_, leaver) = await gateway.CustomerAsync("sandbox");
        var (_, stayer) = await gateway.CustomerAsync("sandbox");
        foreach (var account in Platforms)
        {
            await gateway.RestAsync(HttpMethod.Delete, $"/api/v1/connections/{account}", leaver);
        }

        foreach (var tool in (string[])["discord_get_me", "email_list_folders", "facebook_get_page", "figma_get_me", "github_get_me", "gmail_list_messages", "instagram_get_profile", "linkedin_get_profile", "outlook_list_messages", "slack_list_channels", "snapchat_get_me", "telegram_get_me", "tiktok_get_profile", "twitter_get_user_profile", "whatsapp_list_templates"])
        {
            var (status, answer) = await gateway.CallAsync(tool, null, stayer);
            Assert.True(status == 200, $"{tool}: {answer}");
        }
    }

    [Fact]
    public async Task Other_customers_are_not_pointed_at_simulators()
    {
        var (_, key) = await gateway.CustomerAsync("free");

        Assert.Empty(await gateway.ConnectedAsync(key));
        Assert.Equal(403, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/sandbox/telegram/faults", key, new { kind = "hang" })).Status);
    }

    [Fact]
    public async Task A_disconnected_account_stays_so_and_its_world_is_there_when_it_comes_back()
    {
        var (_, key) = await gateway.CustomerAsync("sandbox");
        await gateway.RestAsync(HttpMethod.Delete, "/api/v1/connections/telegram/default", key);

        Assert.Equal(["discord/default", "email/default", "facebook/default", "figma/default", "github/default", "gmail/default", "instagram/default", "linkedin/default", "obsidian/default", "outlook/default", "slack/default", "snapchat/default", "tiktok/default", "twitter/default", "whatsapp/default"], await gateway.ConnectedAsync(key));
    }

    [Fact]
    public async Task A_customer_cannot_carry_real_accounts_into_the_sandbox_nor_simulated_ones_out()
    {
        var (id, key) = await gateway.CustomerAsync("free");
        await gateway.RestAsync(HttpMethod.Put, "/api/v1/connections/obsidian/default", key, new { vault = "real", create = true });

        var inwards = await gateway.SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{id}/plan", SandboxGateway.AdminKey, new { plan = "sandbox" });
        var outwards = await gateway.SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{gateway.CustomerId}/plan", SandboxGateway.AdminKey, new { plan = "pro" });

        Assert.Equal((403, 403), (inwards.Status, outwards.Status));
        await gateway.RestAsync(HttpMethod.Delete, "/api/v1/connections/obsidian/default", key);
        await gateway.RestAsync(HttpMethod.Put, $"/api/v1/admin/customers/{id}/plan", SandboxGateway.AdminKey, new { plan = "sandbox" });
        Assert.Equal(Platforms, await gateway.ConnectedAsync(key));
    }
}

/// <summary>The same data, started with and without its sandbox.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Without_its_sandbox_a_server_says_so_and_with_it_the_same_credentials_work_again()
    {
        var gateway = new SandboxGateway();
        await gateway.InitializeAsync();
        await using var _ = gateway;
        Assert.Equal(200, (await gateway.CallAsync("telegram_get_me")).Status);

        await gateway.RestartAsync();
        var (status, answer) = await gateway.CallAsync("telegram_get_me");
        var created = await gateway.SendAsync(HttpMethod.Post, "/api/v1/admin/customers", SandboxGateway.AdminKey, new { email = "b@example.org", name = "B", plan = "sandbox" });
        var (free, _) = await gateway.CustomerAsync("free");
        var moved = await gateway.SendAsync(HttpMethod.Put, $"/api/v1/admin/customers/{free}/plan", SandboxGateway.AdminKey, new { plan = "sandbox" });

        Assert.NotEqual(200, status);
        Assert.All([answer, created.Body, moved.Body], refused => Assert.Contains("--sandbox", refused.GetRawText(), StringComparison.Ordinal));
        Assert.Equal((400, 403), (created.Status, moved.Status));
        Assert.Equal(404, (int)(await gateway.Http.GetAsync("/sandbox/api.telegram.org/bot1:x/getMe")).StatusCode);

        await gateway.RestartAsync("--sandbox");
        Assert.Equal(200, (await gateway.CallAsync("telegram_get_me")).Status);
    }
}
