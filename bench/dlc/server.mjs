/** The test server in a process of its own, as a child that says where it is and, when asked, which calls came when. */
import { startDlcServer } from '../../test/support/dlc/dist/server.js';

const { service, url, environment, close } = await startDlcServer({ delayMs: Number(process.argv[2]) });
process.on('message', async () => {
  process.send({ calls: service.calls, times: service.callTimes, jobs: service.jobs.length });
  await close();
  process.disconnect();
});
process.send({ url, environment });
