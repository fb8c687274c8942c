var builder = WebApplication.CreateBuilder(args);
builder.UseOrleans(_ => { });
await builder.Build().RunAsync();
